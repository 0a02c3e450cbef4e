"""Validation of how splits follow quality."""

from collections.abc import Iterator

from routing.model import Routing


def shares_out_of_bounds(routing: Routing) -> Iterator[tuple[str, str]]:
    """Path and fault of each share that lies outside the bounds of its rule, so that no proposal can keep it."""
    for place, rule in enumerate(routing.rules):
        follows = rule.split_follows
        if follows is None or rule.split is None:
            continue
        for queue, share in rule.split.items():
            if not follows.least_share <= share <= follows.most_share:
                bounds = f"{follows.least_share} to {follows.most_share}"
                yield f"rules.{place}.split_follows", f"{queue} has {share} %, outside {bounds}; widen the bounds"
