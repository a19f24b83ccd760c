"""Describe a RoleBinding or ClusterRoleBinding."""

from __future__ import annotations

from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    sheet.field("Name", item.name)
    sheet.tags(item.object)
    sheet.line("Role:")
    sheet.field("Kind", item.object["roleRef"]["kind"], 1)
    sheet.field("Name", item.object["roleRef"]["name"], 1)
    sheet.line("Subjects:")
    sheet.line("Kind\tName\tNamespace", 1)
    sheet.line("----\t----\t---------", 1)
    for subject in item.object.get("subjects") or ():
        sheet.line("\t".join((subject["kind"], subject["name"], subject.get("namespace", ""))), 1)
    return sheet.aligned()
