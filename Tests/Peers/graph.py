"""Compares `dnn graph` with PyTorch's autograd on random expressions.

Each expression is given to the command as text and built as tensors here, from the same tree. The
value of J and dJ/dx for every variable must agree to ten digits, and central differences, where the
command has one, to six. Kinks are met on purpose: arguments of relu, leakyRelu, abs and
max that are 0 or equal.

    PEERS_PYTHON Tests/Peers/graph.py [--expressions N] [--dnn PATH] [--seed N]
"""

import concurrent.futures
import json
import math
import random

import torch

from support.common import arguments_of, bench, fail, finish

NAMES = ["a", "b", "c", "x1", "w_2"]
ACTIVATIONS = {
    "leakyRelu": torch.nn.functional.leaky_relu, "elu": torch.nn.functional.elu,
    "gelu": torch.nn.functional.gelu, "silu": torch.nn.functional.silu,
    "softplus": lambda x: torch.nn.functional.softplus(x, threshold=700),
}
UNARY = ["exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "relu", "abs", "-", *ACTIVATIONS]
BINARY = ["+", "-", "*", "/", "^", "max"]
LARGEST = 1e8


def random_tree(rng, depth):
    """An expression as nested tuples, its leaves names and numbers."""
    if depth == 0 or rng.random() < 0.12:
        return rng.choice(NAMES) if rng.random() < 0.75 else rng.choice([0.0, 0.5, 1.0, 2.0, 3.0])
    if rng.random() < 0.4:
        return (rng.choice(UNARY), random_tree(rng, depth - 1))
    return (rng.choice(BINARY), random_tree(rng, depth - 1), random_tree(rng, depth - 1))


def text(tree, rng):
    """The expression as one may write it, with blanks here and there."""
    if isinstance(tree, str):
        return tree
    if isinstance(tree, float):
        return rng.choice([repr(tree), f"{tree:.1e}", f"{tree:g}"])
    blank = rng.choice(["", " "])
    operator, *operands = tree
    parts = [text(operand, rng) for operand in operands]
    if operator == "max":
        return f"max({parts[0]},{blank}{parts[1]})"
    if len(parts) == 2:
        return f"(({parts[0]}){blank}{operator}{blank}({parts[1]}))"
    return f"(-({parts[0]}))" if operator == "-" else f"{operator}{blank}({parts[0]})"


def value(tree, point):
    """The expression as a tensor; raises ArithmeticError where a step has no finite value."""
    if isinstance(tree, str):
        return point[tree]
    if isinstance(tree, float):
        return torch.tensor(tree, dtype=torch.float64)
    operator, *operands = tree
    x = [value(operand, point) for operand in operands]
    result = apply(operator, x)
    if not torch.isfinite(result) or abs(result.item()) > LARGEST:
        raise ArithmeticError
    return result


def apply(operator, x):
    if len(x) == 1:
        if operator == "-":
            return -x[0]
        return (ACTIVATIONS.get(operator) or getattr(torch, operator))(x[0])
    if operator == "max":
        return torch.maximum(*x)
    if operator == "^":
        return torch.pow(*x)
    return {"+": torch.add, "-": torch.sub, "*": torch.mul, "/": torch.div}[operator](*x)


def random_case(rng):
    """An expression that has a finite value, with its value and derivatives by autograd."""
    while True:
        tree = random_tree(rng, rng.randint(1, 6))
        # Halves and quarters meet kinks; others test the digits.
        numbers = [rng.choice([rng.uniform(-3, 3), rng.randint(-8, 8) / 4]) for _ in NAMES]
        point = {
            name: torch.tensor(number, dtype=torch.float64, requires_grad=True)
            for name, number in zip(NAMES, numbers)
        }
        expression = text(tree, rng)
        if len(expression) > 1000:
            continue
        try:
            J = value(tree, point)
        except ArithmeticError:
            continue
        if J.requires_grad:
            J.backward()
        used = names_in(tree)
        return {
            "expression": expression,
            "point": {name: point[name].item() for name in used},
            "value": J.item(),
            "derivatives": {
                name: 0.0 if point[name].grad is None else point[name].grad.item() for name in used
            },
        }


def names_in(tree):
    if isinstance(tree, str):
        return {tree}
    if isinstance(tree, float):
        return set()
    return set().union(*(names_in(operand) for operand in tree[1:]))


def ask(b, case):
    at = ",".join(f"{name}={number!r}" for name, number in case["point"].items())
    result = b.attempt(
        "graph", "--format", "json", *(["--at", at] if at else []), "--", case["expression"])
    if result.returncode != 0:
        return None, result.stderr
    return json.loads(result.stdout), ""


def close(actual, expected, tolerance):
    """Whether two derivatives agree; JSON's null stands for one that is not finite."""
    if actual is None or expected is None:
        return expected is None or not math.isfinite(expected)
    return abs(actual - expected) <= tolerance * max(1.0, abs(expected))


def compare(case, graph):
    """What does not agree, in words, and how many central differences were compared."""
    faults = []
    if not close(graph["value"], case["value"], 1e-12):
        faults.append(f"J is {graph['value']}, not {case['value']}")
    nodes = {node["name"]: node for node in graph["nodes"]}
    largest = max(abs(node["value"]) for node in graph["nodes"])
    compared = 0
    for name, expected in case["derivatives"].items():
        node = nodes[name]
        if not close(node["derivative"], expected, 1e-10):
            faults.append(f"dJ/d{name} is {node['derivative']}, not {expected}")
        difference = node["centralDifference"]
        # Beyond this the function is too steep for differences in double precision.
        if difference is None or not math.isfinite(expected) or abs(expected) > 1e4 or largest > 1e4:
            continue
        compared += 1
        if not close(difference, expected, 1e-6 * max(1, largest)):
            faults.append(f"dJ/d{name} is {expected}, but by central differences {difference}")
    return faults, compared


def main():
    parser = arguments_of(__doc__, build="debug")
    parser.add_argument("--expressions", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    torch.set_num_threads(1)
    rng = random.Random(options.seed)
    cases = [random_case(rng) for _ in range(options.expressions)]
    derivatives = differences = kinks = 0
    with bench(options.dnn) as b, concurrent.futures.ThreadPoolExecutor() as pool:
        answers = pool.map(lambda case: ask(b, case), cases)
        for case, (graph, error) in zip(cases, answers):
            faults, compared = ([error], 0) if graph is None else compare(case, graph)
            derivatives += len(case["derivatives"])
            differences += compared
            kinks += graph is not None and bool(graph["kinks"])
            if faults:
                fail(f"{case['expression']} at {case['point']}: {'; '.join(faults)}")
    finish(f"{len(cases)} expressions, {derivatives} derivatives as PyTorch has them, {differences} "
           f"as central differences have them, {kinks} expressions at a kink")


if __name__ == "__main__":
    main()
