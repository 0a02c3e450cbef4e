"""Imports of the whole project, those for types and within functions included."""

from graphlib import TopologicalSorter

import grimp


def test_no_module_comes_back_to_itself_through_its_imports():
    graph = grimp.build_graph("ivr", "routing", "prompts")
    TopologicalSorter({each: graph.find_modules_directly_imported_by(each) for each in graph.modules}).prepare()
