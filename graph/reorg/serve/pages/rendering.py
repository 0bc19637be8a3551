"""Pages made from templates."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from reorg import resources
from reorg.serve.address import about


class Templates:
    """The templates of the pages."""

    def render(
        self, template: str, here: str, *, root: str = "", kind: str = "plain", **values: Any
    ) -> str:
        """Return a page.

        Args:
            template: Name of the template.
            here: Address of the page, as the links to the pages have it.
            root: What links begin with: empty for a page that stands right below the root.
            kind: Class of the page's content.
            values: What the template shows.
        """
        found = self._environment.get_template(template)
        return str(found.render(here=here, root=root, kind=kind, about_address=about, **values))

    @cached_property
    def _environment(self) -> Any:
        from jinja2 import Environment, FunctionLoader, StrictUndefined

        read: Callable[[str], str] = lambda name: resources.read("serve.templates", name)  # noqa: E731
        return Environment(
            loader=FunctionLoader(read),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
