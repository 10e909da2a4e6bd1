#compdef dnn
# Completion of dnn for zsh: put this file as _dnn into a folder of $fpath, or source it
# after compinit.

_dnn_commands() {
  local -a commands
  commands=(
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
