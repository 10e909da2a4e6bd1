#compdef dnn
# Completion of dnn for zsh: put this file as _dnn into a folder of $fpath, or source it
# after compinit.

_dnn_commands() {
  local -a commands
  commands=(
    'train:Train a network as a configuration says.'
    'schema:Print the JSON Schema of configurations, for editors.'
    'help:Show help information.'
  )
  _describe command commands
}

_dnn() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C \
    '--generate-completion-script=[Print a script that completes commands and options.]:shell:(bash zsh fish)' \
    '--version[Show the version.]' \
    '(-h --help)'{-h,--help}'[Show help information.]' \
    '1:command:_dnn_commands' \
    '*::argument:->arguments' && return
  case $words[1] in
    train)
      _arguments -S \
        '--config=[The configuration, a JSON file.]:file:_files -g "*.json"' \
        '*--set=[Set a key of the configuration by its path, such as optimizer.method=adam.]:key=value: ' \
        '--out=[The run'\''s folder; runs/ and the run'\''s name unless given.]:folder:_files -/' \
        '--resume[Go on with the run in the folder, from its last checkpoint.]' \
        '--overwrite[Replace the run in the folder.]' \
        '--threads=[Threads to compute with; all cores unless given.]:count: ' \
        '--progress=[How to show progress\: a bar on a terminal, lines elsewhere, or as said.]:kind:(auto bar lines none)' \
        '--version[Show the version.]' \
        '(-h --help)'{-h,--help}'[Show help information.]' \
        && return
      ;;
    schema)
      _arguments -S \
        '--version[Show the version.]' \
        '(-h --help)'{-h,--help}'[Show help information.]' \
        && return
      ;;
    help)
      _dnn_commands
      ;;
  esac
}

if [ "$funcstack[1]" = "_dnn" ]; then
  _dnn "$@"
else
  compdef _dnn dnn
fi
