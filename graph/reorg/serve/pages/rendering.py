"""Pages made from templates."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from reorg.serve.pagepaths import about

if TYPE_CHECKING:
    from jinja2 import Environment


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
        page = self._environment.get_template(template)
        return str(page.render(here=here, root=root, kind=kind, about_address=about, **values))

    @cached_property
    def _environment(self) -> Environment:
        from reorg.html.templating import environment

        return environment("serve.templates")
