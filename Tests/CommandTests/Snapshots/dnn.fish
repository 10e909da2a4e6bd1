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
complete -c dnn -n '__dnn_command' -a schema -d 'Print the JSON Schema of configurations, for editors.'
complete -c dnn -n '__dnn_command' -a help -d 'Show help information.'
complete -c dnn -n '__dnn_command schema' -l version -d 'Show the version.'
complete -c dnn -n '__dnn_command schema' -s h -l help -d 'Show help information.'
complete -c dnn -n '__dnn_command help' -a 'schema'
