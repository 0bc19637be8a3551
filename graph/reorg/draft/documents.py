"""Drafts the documents, their parts and the readers' comments."""

from __future__ import annotations

from reorg.draft import excerpts
from reorg.draft.anchoring import anchor
from reorg.draft.identifiers import ARTICLE, BODY, COMMENTS, PAGE, slug
from reorg.draft.sections import Sections
from reorg.draft.state import Draft
from reorg.draft.text.annotation import Sentence
from reorg.draft.text.blocks import CAPTION, HEADLINE, STANDFIRST, THREAD, Block, Page
from reorg.draft.yamltext import Mapped
from reorg.limits import TITLE_CHARACTERS


def add_documents(sections: Sections, page: Page) -> None:
    """Draft the page, its publisher, the article on it and the parts that are known at once."""
    document: Mapped = {"id": PAGE, "label": "The page with the article"}
    article: Mapped = {"id": ARTICLE, "label": "The article (news voice)"}
    if page.title:
        article["title"] = page.title[:TITLE_CHARACTERS]
    if page.author:
        article["creator"] = f"person:{slug(page.author)}"
    if page.issued:
        article["issued"] = page.issued
    if page.publisher:
        document["publisher"] = article["publisher"] = _add_publisher(sections, page.publisher)
    article["isPartOf"] = PAGE
    sections.add(document)
    sections.add(article)
    for kind in (HEADLINE, STANDFIRST):
        if any(block.kind == kind for block in page.blocks):
            _add_part(sections, f"part:{kind}", kind.capitalize(), kind)
    _add_part(sections, BODY, "Body of the article", "body")
    if page.signatures or any(block.role == THREAD for block in page.blocks):
        _add_part(sections, COMMENTS, "Comments of readers", "comment-thread", of=PAGE)


def add_caption(draft: Draft) -> str:
    """Draft the next caption as a part, and return its identifier."""
    draft.captions += 1
    _add_part(draft.sections, draft.caption, "Caption", "caption")
    return draft.caption


def add_comment(draft: Draft, sentence: Sentence) -> None:
    """Draft the comment that a signature opens."""
    number = sentence.block.comment
    signature = draft.article.page.signatures[number]
    values: Mapped = {
        "id": f"comment:{number}",
        "label": f"Comment {number}, signed {signature.name}",
        "partKind": "comment",
        "isPartOf": COMMENTS,
        "position": number,
        "creator": draft.commenter(sentence.block).id,
        "issued": signature.issued,
    }
    if signature.clock:
        values["clockTime"] = signature.clock
    name = excerpts.pin(draft.text, signature.start, signature.start + len(signature.name))
    if held := anchor(draft.sections, sentence, name):
        values["anchor"] = held
    draft.sections.add(values)


def part_of(draft: Draft, block: Block) -> str:
    """Return the identifier of the part that a block stands in."""
    if block.kind == CAPTION:
        return draft.caption
    if block.role == THREAD:
        return COMMENTS
    if block.comment:
        return f"comment:{block.comment}"
    return f"part:{block.kind}" if block.kind in (HEADLINE, STANDFIRST) else BODY


def _add_publisher(sections: Sections, name: str) -> str:
    identifier = f"organisation:{slug(name)}"
    sections.add(
        {
            "id": identifier,
            "label": name,
            "name": name,
            "guess": "taken for the publisher: is it?",
        },
    )
    return identifier


def _add_part(
    sections: Sections, identifier: str, label: str, kind: str, of: str = ARTICLE
) -> None:
    before = [node for node in sections.of("documents") if node["id"] != ARTICLE]
    sections.add(
        {
            "id": identifier,
            "label": label,
            "partKind": kind,
            "isPartOf": of,
            "position": 1 + sum(node.get("isPartOf") == of for node in before),
        },
    )
