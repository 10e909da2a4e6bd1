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
complete -c dnn -n '__dnn_command schema' -l version -d 'Show the version.'
complete -c dnn -n '__dnn_command schema' -s h -l help -d 'Show help information.'
complete -c dnn -n '__dnn_command help' -a 'train schema'
