"""A tree read for one person: Python values in, yes, no or None (unknown) out."""

from collections.abc import Mapping
from typing import Any

from aval.law.expressions import Node


def read(node: Node, facts: Mapping[str, Any], seen: dict[Node, Any] | None = None) -> Any:
    """The value of a tree under these facts (as `facts.admit` gives them); None is unknown. `seen` spares work."""
    memory: dict[Node, Any] = {} if seen is None else seen
    if node not in memory:
        memory[node] = _joined(node, facts, memory) if node.op in ("and", "or") else _read(node, facts, memory)
    return memory[node]


def _read(node: Node, facts: Mapping[str, Any], memory: dict[Node, Any]) -> Any:
    if node.op == "fact":
        return facts.get(node.data)
    return reckon(node, [read(arg, facts, memory) for arg in node.args])


def _joined(node: Node, facts: Mapping[str, Any], memory: dict[Node, Any]) -> bool | None:
    decisive = node.op == "or"
    result: bool | None = not decisive
    for arg in node.args:
        value: bool | None = read(arg, facts, memory)
        if value is decisive:
            return value
        if value is None:
            result = None
    return result


def reckon(node: Node, args: list[Any]) -> Any:
    """One step: the value of a node whose arguments have these values. `and` and `or` are not steps."""
    op, data = node.op, node.data
    if op == "const":
        return data
    if op == "known":
        return args[0] is not None
    if any(arg is None for arg in args):
        return None
    match op:
        case "notion":
            return args[0]
        case "not":
            return not args[0]
        case "eq":
            return args[0] == args[1]
        case "lt":
            return args[0] < args[1]
        case "le":
            return args[0] <= args[1]
        case "among":
            return args[0] in data
        case "within":
            return args[0] in args[1]
        case "has":
            return data in args[0]
        case "empty":
            return not args[0]
        case "shift":
            return data.after(args[0])
    raise AssertionError(op)
