// Hands the shop to the command line.

import Console
import ShopSimulation

let environment = Environment.process
let console = Console.standard(
  Program(
    name: "orrery", version: "0.1.0", summary: "A deterministic simulator for distributed systems",
    link: nil
  ).started(as: CommandLine.arguments.first),
  system: ShopSystem.system, workloads: ShopWorkbench.all)
let code = await console.run(
  arguments: Array(CommandLine.arguments.dropFirst()), environment: environment,
  terminal: .system(environment: environment))
ProcessEnding.end(with: code)
