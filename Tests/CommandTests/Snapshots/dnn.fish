# Completion of dnn for fish: put this file as dnn.fish into
# ~/.config/fish/completions.
function __dnn_command
  set -l words (commandline -opc)
  if test (count $argv) -eq 0
    not string match -q -r '^[^-]' -- "$words[2]"
  else
    test "$words[2]" = $argv[1]
  end
end
complete -c dnn -f
complete -c dnn -n '__dnn_command' -l generate-completion-script -x -a 'bash zsh fish' -d 'Print a script that completes commands and options.'
complete -c dnn -n '__dnn_command' -l version -d 'Show the version.'
complete -c dnn -n '__dnn_command' -s h -l help -d 'Show help information.'
complete -c dnn -n '__dnn_command' -a train -d 'Train a network as a configuration says.'
complete -c dnn -n '__dnn_command' -a init -d 'Look at data and print a configuration to start from.'
complete -c dnn -n '__dnn_command' -a predict -d 'Say what a trained network makes of pictures or data.'
complete -c dnn -n '__dnn_command' -a check -d 'Prove every shape of a configuration before anything is computed.'
complete -c dnn -n '__dnn_command' -a convert -d 'Turn data into files for Python, or into pictures to look at.'
complete -c dnn -n '__dnn_command' -a schema -d 'Print the JSON Schema of configurations, for editors.'
complete -c dnn -n '__dnn_command' -a help -d 'Show help information.'
complete -c dnn -n '__dnn_command train' -l config -x -a '(__fish_complete_suffix .json)' -d 'The configuration, a JSON file.'
complete -c dnn -n '__dnn_command train' -l set -x -d 'Set a key of the configuration by its path, such as optimizer.method=adam.'
complete -c dnn -n '__dnn_command train' -l out -x -a '(__fish_complete_directories)' -d 'The run\'s folder; runs/ and the run\'s name unless given.'
complete -c dnn -n '__dnn_command train' -l resume -d 'Go on with the run in the folder, from its last checkpoint.'
complete -c dnn -n '__dnn_command train' -l overwrite -d 'Replace the run in the folder.'
complete -c dnn -n '__dnn_command train' -l threads -x -d 'Threads to compute with; all cores unless given.'
complete -c dnn -n '__dnn_command train' -l progress -x -a 'auto bar lines none' -d 'How to show progress: a bar on a terminal, lines elsewhere, or as said.'
complete -c dnn -n '__dnn_command train' -l version -d 'Show the version.'
complete -c dnn -n '__dnn_command train' -s h -l help -d 'Show help information.'
complete -c dnn -n '__dnn_command init' -a '(__fish_complete_path)' -d 'The data to look at.'
complete -c dnn -n '__dnn_command init' -l version -d 'Show the version.'
complete -c dnn -n '__dnn_command init' -s h -l help -d 'Show help information.'
complete -c dnn -n '__dnn_command predict' -l model -x -a '(__fish_complete_path)' -d 'A run\'s folder, or a file with a model.'
complete -c dnn -n '__dnn_command predict' -a '(__fish_complete_path)' -d 'Pictures of any size, folders of them, or data files.'
complete -c dnn -n '__dnn_command predict' -l x -x -d 'The array in a data file that holds the examples.'
complete -c dnn -n '__dnn_command predict' -l threshold -x -d 'Answer 1 where the probability is above this; 0.5 unless given.'
complete -c dnn -n '__dnn_command predict' -l format -x -a 'table json csv' -d 'How to print the predictions.'
complete -c dnn -n '__dnn_command predict' -l output -x -a '(__fish_complete_path)' -d 'Write to a file instead of standard output.'
complete -c dnn -n '__dnn_command predict' -l version -d 'Show the version.'
complete -c dnn -n '__dnn_command predict' -s h -l help -d 'Show help information.'
complete -c dnn -n '__dnn_command check' -l config -x -a '(__fish_complete_suffix .json)' -d 'The configuration, a JSON file.'
complete -c dnn -n '__dnn_command check' -l set -x -d 'Set a key of the configuration by its path, such as optimizer.method=adam.'
complete -c dnn -n '__dnn_command check' -l format -x -a 'table json' -d 'How to print the shapes.'
complete -c dnn -n '__dnn_command check' -l version -d 'Show the version.'
complete -c dnn -n '__dnn_command check' -s h -l help -d 'Show help information.'
complete -c dnn -n '__dnn_command convert' -a '(__fish_complete_path)' -d 'Data or a picture, or built-in data such as builtin:cats.'
complete -c dnn -n '__dnn_command convert' -a '(__fish_complete_path)' -d 'A .npy or .npz file, or a folder.'
complete -c dnn -n '__dnn_command convert' -l x -x -d 'The array in a data file that holds the examples.'
complete -c dnn -n '__dnn_command convert' -l y -x -d 'The array or column that holds the labels.'
complete -c dnn -n '__dnn_command convert' -l image-size -x -d 'Resize pictures to this, such as 64x64.'
complete -c dnn -n '__dnn_command convert' -l normalize -x -a 'none unit standardize' -d 'What to do to the values.'
complete -c dnn -n '__dnn_command convert' -l version -d 'Show the version.'
complete -c dnn -n '__dnn_command convert' -s h -l help -d 'Show help information.'
complete -c dnn -n '__dnn_command schema' -l version -d 'Show the version.'
complete -c dnn -n '__dnn_command schema' -s h -l help -d 'Show help information.'
complete -c dnn -n '__dnn_command help' -a 'train init predict check convert schema'
