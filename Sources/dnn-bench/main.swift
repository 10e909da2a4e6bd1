print("dnn-bench")
