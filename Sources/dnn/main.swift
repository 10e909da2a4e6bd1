print("dnn")
