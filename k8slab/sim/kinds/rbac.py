"""Roles and who has them. The simulator stores them; it allows everything.

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import AGE, CREATED_AT, NAME, Cell, column, wide
from k8slab.sim.kinds.kind import FieldError, Kind

GROUP = "rbac.authorization.k8s.io"
ROLES = ("Role", "ClusterRole")
SUBJECTS = ("ServiceAccount", "User", "Group")


def default_role(role: Object) -> None:
    """A role without rules shows that it has none."""
    role.setdefault("rules", None)


def role_errors(role: Object, old: Object | None) -> list[FieldError]:
    errors: list[FieldError] = []
    for index, rule in enumerate(role.get("rules") or ()):
        if not rule.get("verbs"):
            errors.append(field.required(f"rules[{index}].verbs", "verbs must contain at least one value"))
    return errors


def default_binding(binding: Object) -> None:
    reference = binding.setdefault("roleRef", {})
    reference["apiGroup"] = reference.get("apiGroup") or GROUP
    for subject in binding.get("subjects") or ():
        if subject.get("kind") in ("User", "Group"):
            subject["apiGroup"] = subject.get("apiGroup") or GROUP


def binding_errors(binding: Object, old: Object | None) -> list[FieldError]:
    reference = binding["roleRef"]
    errors = field.one_of("roleRef.kind", reference.get("kind"), ROLES)
    if not reference.get("name"):
        errors.append(field.required("roleRef.name"))
    if old is not None and reference != old["roleRef"]:
        errors.append(field.invalid("roleRef", reference, "cannot change roleRef"))
    for index, subject in enumerate(binding.get("subjects") or ()):
        errors += _subject_errors(subject, f"subjects[{index}]")
    return errors


def _subject_errors(subject: Object, path: str) -> list[FieldError]:
    errors = [] if subject.get("name") else [field.required(f"{path}.name")]
    kind = subject.get("kind", "")
    if kind == "ServiceAccount" and not subject.get("namespace"):
        errors.append(field.required(f"{path}.namespace"))
    return errors + ([] if kind in SUBJECTS else [field.unsupported(f"{path}.kind", kind, SUBJECTS)])


def _role(binding: Object, now: float) -> str:
    return f"{binding['roleRef']['kind']}/{binding['roleRef']['name']}"


def _subjects(kind: str) -> Cell:
    def cell(binding: Object, now: float) -> str:
        found = [item for item in binding.get("subjects") or () if item.get("kind") == kind]
        if kind == "ServiceAccount":
            return ", ".join(f"{item.get('namespace', '')}/{item['name']}" for item in found)
        return ", ".join(item["name"] for item in found)

    return cell


BINDING_COLUMNS = (
    NAME,
    column("Role", _role, text="Name of the referenced role"),
    AGE,
    wide("Users", _subjects("User"), text="Users in the binding"),
    wide("Groups", _subjects("Group"), text="Groups in the binding"),
    wide("ServiceAccounts", _subjects("ServiceAccount"), text="ServiceAccounts in the binding"),
)


def _kind(name: str, *, namespaced: bool) -> Kind:
    is_binding = name.endswith("Binding")
    return Kind(
        GROUP,
        "v1",
        name,
        name.lower() + "s",
        name.lower(),
        namespaced=namespaced,
        columns=BINDING_COLUMNS if is_binding else (NAME, CREATED_AT),
        default=default_binding if is_binding else default_role,
        validate=binding_errors if is_binding else role_errors,
        is_made_by_put=True,
    )


ROLE = _kind("Role", namespaced=True)
ROLE_BINDING = _kind("RoleBinding", namespaced=True)
CLUSTER_ROLE = _kind("ClusterRole", namespaced=False)
CLUSTER_ROLE_BINDING = _kind("ClusterRoleBinding", namespaced=False)
