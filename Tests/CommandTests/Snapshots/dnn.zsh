#compdef dnn
# Completion of dnn for zsh: put this file as _dnn into a folder of $fpath, or source it
# after compinit.

_dnn_commands() {
  local -a commands
  commands=(
    'train:Train a network as a configuration says.'
    'init:Look at data and print a configuration to start from.'
    'predict:Say what a trained network makes of pictures or data.'
    'evaluate:Say how good a trained network is on labelled data.'
    'check:Prove every shape of a configuration before anything is computed.'
    'gradcheck:Compare every gradient of a network with central differences.'
    'trace:Walk one example through a network in numbers, forward and back.'
    'graph:Show a computation graph: values forward, derivatives backward.'
    'sweep:Train a network again and again with other settings, and compare.'
    'report:Write a page that shows a run, or compares several.'
    'convert:Turn data into files for Python, or into pictures to look at.'
    'export:Write a trained network for other tools.'
    'import:Make a run of a network that another tool has written as ONNX.'
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
        '*--unset=[Take a key out of the configuration, such as epochs, before any is set.]:key: ' \
        '--out=[The run'\''s folder; runs/ and the run'\''s name unless given.]:folder:_files -/' \
        '--resume[Go on with the run in the folder, from its last checkpoint.]' \
        '--overwrite[Replace the run in the folder.]' \
        '--threads=[Threads to compute with; all cores unless given.]:count: ' \
        '--no-cache[Read all pictures of folders again, and keep none of them for the next time; unless given, those of large folders are kept where DNN_CACHE says, else in the user'\''s folder of caches.]' \
        '--progress=[How to show progress\: a bar on a terminal, lines elsewhere, or as said.]:kind:(auto bar lines none)' \
        '--tensorboard[Write the history, norms and weights for TensorBoard too.]' \
        '--version[Show the version.]' \
        '(-h --help)'{-h,--help}'[Show help information.]' \
        && return
      ;;
    init)
      _arguments -S \
        ':path:_files' \
        '--version[Show the version.]' \
        '(-h --help)'{-h,--help}'[Show help information.]' \
        && return
      ;;
    predict)
      _arguments -S \
        '--model=[A run'\''s folder, or a file with a model.]:run:_files' \
        '*:input:_files' \
        '--x=[The array in a data file that holds the examples.]:name: ' \
        '--threshold=[Answer 1 where the probability is above this; 0.5 unless given.]:probability: ' \
        '--format=[How to print the predictions.]:format:(table json csv)' \
        '--output=[Write to a file instead of standard output.]:file:_files' \
        '--version[Show the version.]' \
        '(-h --help)'{-h,--help}'[Show help information.]' \
        && return
      ;;
    evaluate)
      _arguments -S \
        '--model=[A run'\''s folder, or a file with a model.]:run:_files' \
        '--threshold=[Answer 1 where the probability is above this; 0.5 unless given.]:probability: ' \
        '--data=[Other data\: a path, - for standard input, builtin\:NAME, or JSON as in a configuration.]:source:_files' \
        '--split=[Which set of the data to take.]:set:(train validation test)' \
        '--importance[Shuffle each column of the table in turn, and say what that costs.]' \
        '--repeats=[How often each column is shuffled; 5 unless given.]:count: ' \
        '--seed=[The seed of the shuffling; 1 unless given.]:seed: ' \
        '--no-cache[Read all pictures of folders again, and keep none of them for the next time; unless given, those of large folders are kept where DNN_CACHE says, else in the user'\''s folder of caches.]' \
        '--format=[How to print the figures.]:format:(table json)' \
        '--version[Show the version.]' \
        '(-h --help)'{-h,--help}'[Show help information.]' \
        && return
      ;;
    check)
      _arguments -S \
        '--config=[The configuration, a JSON file.]:file:_files -g "*.json"' \
        '*--set=[Set a key of the configuration by its path, such as optimizer.method=adam.]:key=value: ' \
        '*--unset=[Take a key out of the configuration, such as epochs, before any is set.]:key: ' \
        '--model=[A run'\''s folder, or a file with a model\: its columns are listed.]:run:_files' \
        '--no-cache[Read all pictures of folders again, and keep none of them for the next time; unless given, those of large folders are kept where DNN_CACHE says, else in the user'\''s folder of caches.]' \
        '--format=[How to print the shapes.]:format:(table json)' \
        '--version[Show the version.]' \
        '(-h --help)'{-h,--help}'[Show help information.]' \
        && return
      ;;
    gradcheck)
      _arguments -S \
        '--config=[The configuration, a JSON file.]:file:_files -g "*.json"' \
        '*--set=[Set a key of the configuration by its path, such as optimizer.method=adam.]:key=value: ' \
        '*--unset=[Take a key out of the configuration, such as epochs, before any is set.]:key: ' \
        '--examples=[Examples of the training set to take; 10 unless given.]:count: ' \
        '--tolerance=[The relative error up to which a gradient is right; 1e-7 unless given.]:error: ' \
        '--version[Show the version.]' \
        '(-h --help)'{-h,--help}'[Show help information.]' \
        && return
      ;;
    trace)
      _arguments -S \
        '--config=[The configuration, a JSON file.]:file:_files -g "*.json"' \
        '*--set=[Set a key of the configuration by its path, such as optimizer.method=adam.]:key=value: ' \
        '*--unset=[Take a key out of the configuration, such as epochs, before any is set.]:key: ' \
        '--model=[A run'\''s folder.]:run:_files' \
        '*--example=[The example of the training set, from 0; given again, several make a batch.]:index: ' \
        '--output=[Write to a file\: .md as Markdown, .html as a page, else as text.]:file:_files -g "*.(md|html|txt)"' \
        '--no-cache[Read all pictures of folders again, and keep none of them for the next time; unless given, those of large folders are kept where DNN_CACHE says, else in the user'\''s folder of caches.]' \
        '--version[Show the version.]' \
        '(-h --help)'{-h,--help}'[Show help information.]' \
        && return
      ;;
    graph)
      _arguments -S \
        ':expression: ' \
        '--at=[The value of each name, such as a=5,b=3,c=2.]:values: ' \
        '--config=[The configuration of a network, a JSON file.]:file:_files -g "*.json"' \
        '*--set=[Set a key of the configuration by its path, such as optimizer.method=adam.]:key=value: ' \
        '*--unset=[Take a key out of the configuration, such as epochs, before any is set.]:key: ' \
        '--format=[How to show it; as the output file'\''s name says, else text.]:format:(text json dot svg)' \
        '--output=[Write to a file instead of standard output.]:file:_files' \
        '--version[Show the version.]' \
        '(-h --help)'{-h,--help}'[Show help information.]' \
        && return
      ;;
    sweep)
      _arguments -S \
        '--config=[The configuration, a JSON file.]:file:_files -g "*.json"' \
        '*--set=[Set a key of the configuration by its path, such as optimizer.method=adam.]:key=value: ' \
        '*--unset=[Take a key out of the configuration, such as epochs, before any is set.]:key: ' \
        '*--vary=[Values for a key of the configuration, such as alpha=0.01,0.001, or a range to draw from, such as alpha=log\:1e-4..1.]:key=v1,v2: ' \
        '--random=[Draw so many combinations in place of all.]:count: ' \
        '--draw-seed=[The seed of the draws, which is not that of the trainings; 1 unless given.]:seed: ' \
        '--halving[Go on with the better half of the combinations again and again.]' \
        '--folds=[Hold out so many parts of the training examples in turn, in place of the validation set.]:count: ' \
        '--jobs=[Trials to run at once; 1 unless given.]:count: ' \
        '--out=[The sweep'\''s folder; runs/ and the run'\''s name with -sweep unless given.]:folder:_files -/' \
        '--no-cache[Read all pictures of folders again, and keep none of them for the next time; unless given, those of large folders are kept where DNN_CACHE says, else in the user'\''s folder of caches.]' \
        '--progress=[How to show progress\: a bar on a terminal, lines elsewhere, or as said.]:kind:(auto bar lines none)' \
        '--sort-by=[The figure that the table is sorted by, the best first.]:figure:(cost accuracy precision recall f1 auc averagePrecision top5Accuracy rmse mae r2)' \
        '--emit=[Write the trials as commands for others to run\: a job array of Slurm, or a list for GNU parallel, xargs or a shell.]:runner:(slurm shell)' \
        '--task=[Run one trial of a rung of --halving\: what emitted jobs call.]:rung\:number: ' \
        '--threads=[Threads to compute with; all cores unless given.]:count: ' \
        '--collect[Compare the trials that have ended, and say how far the others are.]' \
        '--version[Show the version.]' \
        '(-h --help)'{-h,--help}'[Show help information.]' \
        && return
      ;;
    report)
      _arguments -S \
        '*:run:_files -/' \
        '--output=[The page; report.html in the run'\''s folder, or in the current one for several.]:file:_files -g "*.html"' \
        '--no-cache[Read all pictures of folders again, and keep none of them for the next time; unless given, those of large folders are kept where DNN_CACHE says, else in the user'\''s folder of caches.]' \
        '--version[Show the version.]' \
        '(-h --help)'{-h,--help}'[Show help information.]' \
        && return
      ;;
    convert)
      _arguments -S \
        ':input:_files' \
        ':output:_files' \
        '--x=[The array in a data file that holds the examples.]:name: ' \
        '--y=[The array or column that holds the labels.]:name: ' \
        '--image-size=[Resize pictures to this, such as 64x64.]:HxW: ' \
        '--normalize=[What to do to the values.]:method:(none unit standardize imageNet)' \
        '--augment=[Write so many augmented variants of each picture.]:variants: ' \
        '--config=[The configuration whose augment and seed are taken.]:file:_files -g "*.json"' \
        '--version[Show the version.]' \
        '(-h --help)'{-h,--help}'[Show help information.]' \
        && return
      ;;
    export)
      _arguments -S \
        '--model=[A run'\''s folder, or a file with a model.]:run:_files' \
        '--output=[The file\: its name ends in .onnx, .safetensors, .npz or .html.]:file:_files -g "*.(onnx|safetensors|npz|html)"' \
        '--layout=[Names and shapes of weights as this tool has them.]:tool:(torch keras)' \
        '--version[Show the version.]' \
        '(-h --help)'{-h,--help}'[Show help information.]' \
        && return
      ;;
    import)
      _arguments -S \
        ':file:_files -g "*.onnx"' \
        ':run:_files -/' \
        '--normalize=[unit\: numbers from 0 to 255 are divided by 255 before they go in.]:kind:(unit)' \
        '--version[Show the version.]' \
        '(-h --help)'{-h,--help}'[Show help information.]' \
        && return
      ;;
    schema)
      _arguments -S \
        '--markdown[Print tables of the keys instead, for people.]' \
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
