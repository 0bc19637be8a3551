"""Says what terms mean that the ontology takes from elsewhere, or that only the files have."""

from __future__ import annotations

CLASSES = {
    "foaf:Person": "A person whom the report names, or who speaks in it.",
    "org:Organization": "A body of people: a council, a company, a department, a charity.",
    "org:Role": "A post or function that a person has in an organisation.",
    "org:Membership": "That a person has a role in an organisation, as a document reports it.",
    "rdf:Statement": "One thing that a claim says, with how sure its speaker is of it.",
    "oa:Annotation": "A passage of the text, by its words and its place, on which things rest.",
}
"""What classes of other vocabularies mean in a record."""

KEYS = {
    "id": "Names the thing: its kind, a colon and a name in lower-case letters and hyphens.",
    "type": "Adds a class to that of the thing's kind.",
    "guess": "Says what a draft leaves to decide; delete it once that is done.",
    "file": "Names a copy of the text beside the record.",
    "altLabel": "Gives another name by which the thing goes.",
    "broader": "Names a wider notion.",
    "created": "Gives the day on which the record was made.",
    "creator": "Names who wrote or made it.",
    "definition": "Says in a sentence what it means.",
    "depicts": "Names what the picture shows.",
    "differentFrom": "Names a thing that could be taken for this one and is another.",
    "end": "Gives where a passage ends in the text, in characters counted from 0.",
    "exact": "Gives the words of a passage, character by character as in the text.",
    "identifier": "Gives a code by which a register knows the thing.",
    "isPartOf": "Names the document or part to which it belongs.",
    "issued": "Gives the day on which it was published.",
    "label": "Gives a short name for people to read, in your own words.",
    "language": "Gives the language, as a tag such as en-GB.",
    "license": "Gives the address of the licence of the record.",
    "literal": "Gives words as the object of a statement.",
    "madeFrom": "Names the text that the record was made from.",
    "member": "Names the person or organisation that has the role.",
    "modified": "Gives the day of the record's last change.",
    "name": "Gives a name just as the report writes it.",
    "note": "Gives a remark of the curator.",
    "object": "Names the thing to which the predicate leads.",
    "organization": "Names the organisation in which the role is held.",
    "page": "Gives the address of a page about the thing.",
    "position": "Gives the place among its like, counted from 1.",
    "predicate": "Says how subject and object of a statement are joined.",
    "prefix": "Gives the text right before a passage, where its words stand more than once.",
    "prefLabel": "Gives the name by which a concept goes.",
    "publisher": "Names the organisation that published it.",
    "role": "Names the role that the member has.",
    "source": "Gives the address of the source.",
    "start": "Gives where a passage begins in the text, in characters counted from 0.",
    "subject": "Names the thing that a statement is about.",
    "suffix": "Gives the text right after a passage, where its words stand more than once.",
    "title": "Gives the title.",
    "url": "Gives the address at which it is found.",
    "version": "Gives the version of the record, such as 1.0.0.",
}
"""What keys mean that stand for properties of other vocabularies or for none."""

SECTIONS = {
    "record": "About the record itself: title, version, curator, licence, text.",
    "texts": "The text that the anchors count on.",
    "sentences": "Every sentence, heading, caption, byline and item of navigation of the text.",
    "anchors": "Passages of the text, each by its exact words.",
    "tour": "Stops of a guided tour of the page.",
}
"""What sections of a record hold, where their name does not say it."""
