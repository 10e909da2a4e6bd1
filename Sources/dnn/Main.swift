import DNNCommand

@main enum Main { static func main() { Command.main() } }
