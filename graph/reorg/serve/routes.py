"""Routes that tell a log which of them a request took."""

from __future__ import annotations

from starlette import routing
from starlette.types import Scope

ROUTE = "reorg.route"
"""Key of a scope: the template of the address."""


class Route(routing.Route):
    """A route that leaves its template in the scope, as newer releases of Starlette do."""

    def matches(self, scope: Scope) -> tuple[routing.Match, Scope]:
        """Return whether and how it fits a request."""
        match, child_scope = super().matches(scope)
        return match, {**child_scope, ROUTE: self.path}
