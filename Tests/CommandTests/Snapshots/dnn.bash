# Completion of dnn for bash: source this file, or put it where bash-completion looks.

_dnn_words() {
  COMPREPLY=($(compgen -W "$1" -- "$word"))
}

# Folders, and files that end in one of the arguments; all files without any.
_dnn_files() {
  local IFS=$'\n' ending
  compopt -o filenames 2>/dev/null
  if [ $# -eq 0 ]; then
    COMPREPLY=($(compgen -f -- "$word"))
    return
  fi
  COMPREPLY=($(compgen -d -- "$word"))
  for ending in "$@"; do
    COMPREPLY+=($(compgen -f -X "!*.$ending" -- "$word"))
  done
}

_dnn_folders() {
  local IFS=$'\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen -d -- "$word"))
}

_dnn() {
  local word="${COMP_WORDS[COMP_CWORD]}" option="${COMP_WORDS[COMP_CWORD-1]}"
  if [ "$word" = "=" ]; then
    word=""
  elif [ "$option" = "=" ]; then
    option="${COMP_WORDS[COMP_CWORD-2]}"
  fi
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    _dnn_words "train init predict evaluate check gradcheck trace graph sweep report convert export import schema help --generate-completion-script --version -h --help"
    return
  fi
  case "${COMP_WORDS[1]}" in
    train)
      case "$option" in
        --config) _dnn_files json; return ;;
        --set) :; return ;;
        --unset) :; return ;;
        --out) _dnn_folders; return ;;
        --threads) :; return ;;
        --progress) _dnn_words "auto bar lines none"; return ;;
      esac
      _dnn_words "--config --set --unset --out --resume --overwrite --threads --no-cache --progress --tensorboard --version -h --help"
      ;;
    init)
      case "$word" in
        -*) _dnn_words "--version -h --help" ;;
        *) _dnn_files ;;
      esac
      ;;
    predict)
      case "$option" in
        --model) _dnn_files; return ;;
        --x) :; return ;;
        --threshold) :; return ;;
        --format) _dnn_words "table json csv"; return ;;
        --output) _dnn_files; return ;;
      esac
      case "$word" in
        -*) _dnn_words "--model --x --threshold --format --output --version -h --help" ;;
        *) _dnn_files ;;
      esac
      ;;
    evaluate)
      case "$option" in
        --model) _dnn_files; return ;;
        --threshold) :; return ;;
        --data) _dnn_files; return ;;
        --split) _dnn_words "train validation test"; return ;;
        --repeats) :; return ;;
        --seed) :; return ;;
        --format) _dnn_words "table json"; return ;;
      esac
      _dnn_words "--model --threshold --data --split --importance --repeats --seed --no-cache --format --version -h --help"
      ;;
    check)
      case "$option" in
        --config) _dnn_files json; return ;;
        --set) :; return ;;
        --unset) :; return ;;
        --model) _dnn_files; return ;;
        --format) _dnn_words "table json"; return ;;
      esac
      _dnn_words "--config --set --unset --model --no-cache --format --version -h --help"
      ;;
    gradcheck)
      case "$option" in
        --config) _dnn_files json; return ;;
        --set) :; return ;;
        --unset) :; return ;;
        --examples) :; return ;;
        --tolerance) :; return ;;
      esac
      _dnn_words "--config --set --unset --examples --tolerance --version -h --help"
      ;;
    trace)
      case "$option" in
        --config) _dnn_files json; return ;;
        --set) :; return ;;
        --unset) :; return ;;
        --model) _dnn_files; return ;;
        --example) :; return ;;
        --output) _dnn_files md html txt; return ;;
      esac
      _dnn_words "--config --set --unset --model --example --output --no-cache --version -h --help"
      ;;
    graph)
      case "$option" in
        --at) :; return ;;
        --config) _dnn_files json; return ;;
        --set) :; return ;;
        --unset) :; return ;;
        --format) _dnn_words "text json dot svg"; return ;;
        --output) _dnn_files; return ;;
      esac
      case "$word" in
        -*) _dnn_words "--at --config --set --unset --format --output --version -h --help" ;;
        *) : ;;
      esac
      ;;
    sweep)
      case "$option" in
        --config) _dnn_files json; return ;;
        --set) :; return ;;
        --unset) :; return ;;
        --vary) :; return ;;
        --random) :; return ;;
        --draw-seed) :; return ;;
        --folds) :; return ;;
        --jobs) :; return ;;
        --out) _dnn_folders; return ;;
        --progress) _dnn_words "auto bar lines none"; return ;;
        --sort-by) _dnn_words "cost accuracy precision recall f1 auc averagePrecision top5Accuracy rmse mae r2"; return ;;
        --emit) _dnn_words "slurm shell"; return ;;
        --task) :; return ;;
        --threads) :; return ;;
      esac
      _dnn_words "--config --set --unset --vary --random --draw-seed --halving --folds --jobs --out --no-cache --progress --sort-by --emit --task --threads --collect --version -h --help"
      ;;
    report)
      case "$option" in
        --output) _dnn_files html; return ;;
      esac
      case "$word" in
        -*) _dnn_words "--output --no-cache --version -h --help" ;;
        *) _dnn_folders ;;
      esac
      ;;
    convert)
      case "$option" in
        --x) :; return ;;
        --y) :; return ;;
        --image-size) :; return ;;
        --normalize) _dnn_words "none unit standardize imageNet"; return ;;
        --augment) :; return ;;
        --config) _dnn_files json; return ;;
      esac
      case "$word" in
        -*) _dnn_words "--x --y --image-size --normalize --augment --config --version -h --help" ;;
        *) _dnn_files ;;
      esac
      ;;
    export)
      case "$option" in
        --model) _dnn_files; return ;;
        --output) _dnn_files onnx safetensors npz html; return ;;
        --layout) _dnn_words "torch keras"; return ;;
      esac
      _dnn_words "--model --output --layout --version -h --help"
      ;;
    import)
      case "$option" in
        --normalize) _dnn_words "unit"; return ;;
      esac
      case "$word" in
        -*) _dnn_words "--normalize --version -h --help" ;;
        *) _dnn_files onnx ;;
      esac
      ;;
    schema)
      _dnn_words "--markdown --version -h --help"
      ;;
    help)
      _dnn_words "train init predict evaluate check gradcheck trace graph sweep report convert export import schema"
      ;;
    --generate-completion-script)
      _dnn_words "bash zsh fish"
      ;;
  esac
}

complete -F _dnn dnn
