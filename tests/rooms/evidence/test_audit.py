"""The tree is that of RFC 6962 and RFC 9162: their vectors, and their definitions written the slow way."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aval.evidence.audit import Tree, node
from aval.evidence.verifier import root_by_path

pytestmark = pytest.mark.once

LEAVES = [
    hashlib.sha256(b"\0" + bytes.fromhex(text)).digest()
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATH_OF_THE_SIXTH = [
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]


def slow_root(leaves):
    """RFC 9162, 2.1.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return node(slow_root(leaves[:k]), slow_root(leaves[k:]))


def slow_path(m, leaves):
    """RFC 9162, 2.1.3.1, word for word."""
    if len(leaves) == 1:
        return []
    k = 1 << (len(leaves) - 1).bit_length() - 1
    if m < k:
        return [*slow_path(m, leaves[:k]), slow_root(leaves[k:])]
    return [*slow_path(m - k, leaves[k:]), slow_root(leaves[:k])]


def some(count):
    return [hashlib.sha256(b"%d" % i).digest() for i in range(count)]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_reference_vectors(size):
    tree = Tree()
    tree.extend(LEAVES[:size])
    assert tree.root().hex() == ROOTS[size]


def test_a_path_of_the_reference_vectors_leads_to_its_root():
    path = [bytes.fromhex(one) for one in PATH_OF_THE_SIXTH]
    assert root_by_path(5, 8, LEAVES[5], path) == bytes.fromhex(ROOTS[8])


@given(st.lists(st.integers(0, 40), max_size=8))
def test_growing_in_any_steps_gives_the_same_tree(steps):
    tree, leaves = Tree(), some(sum(steps))
    for step in steps:
        tree.extend(leaves[tree.size : tree.size + step])
    assert tree.root() == slow_root(leaves)
    assert len(tree.peaks) == tree.size.bit_count()


@given(st.integers(1, 70), st.data())
def test_a_path_proves_its_leaf_its_place_and_its_size_only(size, data):
    leaves = some(size)
    seq = data.draw(st.integers(0, size - 1))
    path, root = slow_path(seq, leaves), slow_root(leaves)
    assert root_by_path(seq, size, leaves[seq], path) == root
    for other in range(-1, size + 2):
        if other != seq:
            assert root_by_path(other, size, leaves[seq], path) != root
    assert root_by_path(seq, size, bytes(32), path) != root
    assert root_by_path(seq, size, leaves[seq], [*path, bytes(32)]) != root
    if path:
        assert root_by_path(seq, size, leaves[seq], path[:-1]) != root


@pytest.mark.parametrize("steps", [(256,), (255, 1), (300, 300), (1, 70_000), (65_535, 2)])
def test_complete_subtrees_come_out_once_each(steps):
    tree, leaves, closed = Tree(), some(sum(steps)), []
    for step in steps:
        closed += tree.extend(leaves[tree.size : tree.size + step])
    expected = [(8, i, slow_root(leaves[256 * i : 256 * (i + 1)])) for i in range(len(leaves) // 256)]
    expected += [(16, 0, slow_root(leaves[:65_536]))] * (len(leaves) // 65_536)
    assert sorted(closed) == expected
