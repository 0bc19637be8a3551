"""Drafts the documents, their parts and the readers' comments."""

from __future__ import annotations

from reorg.draft import excerpts
from reorg.draft.anchoring import anchor
from reorg.draft.cast import slug
from reorg.draft.sections import ARTICLE, PAGE, Sections
from reorg.draft.text.blocks import CAPTION, HEADLINE, STANDFIRST, THREAD, Block, Page
from reorg.draft.text.material import Sentence
from reorg.draft.work import Work
from reorg.draft.yamltext import Mapped

BODY = "part:body"
COMMENTS = "part:comments"


def add_documents(made: Sections, page: Page) -> None:
    """Draft the page, its publisher, the article on it and the parts that are known at once."""
    document: Mapped = {"id": PAGE, "label": "The page with the article"}
    article: Mapped = {"id": ARTICLE, "label": "The article (news voice)"}
    if page.title:
        article["title"] = page.title[:200]
    if page.author:
        article["creator"] = f"person:{slug(page.author)}"
    if page.issued:
        article["issued"] = page.issued
    if page.publisher:
        document["publisher"] = article["publisher"] = _add_publisher(made, page.publisher)
    article["isPartOf"] = PAGE
    made.add("documents", document)
    made.add("documents", article)
    for kind in (HEADLINE, STANDFIRST):
        if any(block.kind == kind for block in page.blocks):
            _add_part(made, f"part:{kind}", kind.capitalize(), kind)
    _add_part(made, BODY, "Body of the article", "body")
    if page.signatures or any(block.role == THREAD for block in page.blocks):
        _add_part(made, COMMENTS, "Comments of readers", "comment-thread", of=PAGE)


def add_caption(work: Work) -> str:
    """Draft the next caption as a part, and return its identifier."""
    work.captions += 1
    _add_part(work.made, work.caption, "Caption", "caption")
    return work.caption


def add_comment(work: Work, sentence: Sentence) -> None:
    """Draft the comment that a signature opens."""
    number = sentence.block.comment
    signature = work.read.page.signatures[number]
    values: Mapped = {
        "id": f"comment:{number}",
        "label": f"Comment {number}, signed {signature.name}",
        "partKind": "comment",
        "isPartOf": COMMENTS,
        "position": number,
        "creator": work.reader(sentence.block).id,
        "issued": signature.issued,
    }
    if signature.clock:
        values["clockTime"] = signature.clock
    name = excerpts.pin(work.text, signature.start, signature.start + len(signature.name))
    if held := anchor(work.made, sentence, name):
        values["anchor"] = held
    work.made.add("documents", values)


def part_of(work: Work, block: Block) -> str:
    """Return the identifier of the part that a block stands in."""
    if block.kind == CAPTION:
        return work.caption
    if block.role == THREAD:
        return COMMENTS
    if block.comment:
        return f"comment:{block.comment}"
    return f"part:{block.kind}" if block.kind in (HEADLINE, STANDFIRST) else BODY


def _add_publisher(made: Sections, name: str) -> str:
    identifier = f"organisation:{slug(name)}"
    made.add(
        "organisations",
        {
            "id": identifier,
            "label": name,
            "name": name,
            "guess": "taken for the publisher: is it?",
        },
    )
    return identifier


def _add_part(made: Sections, identifier: str, label: str, kind: str, of: str = ARTICLE) -> None:
    before = [node for node in made.of("documents") if node["id"] != ARTICLE]
    made.add(
        "documents",
        {
            "id": identifier,
            "label": label,
            "partKind": kind,
            "isPartOf": of,
            "position": 1 + sum(node.get("isPartOf") == of for node in before),
        },
    )
