"""Webhooks and admission policies. They can be listed and watched; none can be created, since the API server
would then have to ask them.

Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds.columns import UNSET, Cell, at, column, number, plain
from k8slab.sim.kinds.kind import Column, Kind

NOT_ASKED = "k8slab asks no webhooks and evaluates no admission policies"
WEBHOOKS = "Webhooks indicates the number of webhooks registered in this configuration"
PARAM_KIND = "ParamKind specifies the kind of resources used to parameterize this policy"
POLICY_NAME = "PolicyName indicates the policy definition which the policy binding binded to"
PARAM_REF = "ParamRef indicates the param resource which sets the configration param"  # codespell:ignore


def _count(path: str) -> Cell:
    items = at(path, ())
    return lambda obj, now: len(items(obj, now))


def _param_kind(policy: Object, now: float) -> str:
    kind = (policy.get("spec") or {}).get("paramKind")
    return f"{kind.get('apiVersion', '')}/{kind.get('kind', '')}" if kind else UNSET


def _param_ref(binding: Object, now: float) -> str:
    ref = (binding.get("spec") or {}).get("paramRef")
    if not ref:
        return UNSET
    named = ref.get("name", "")
    return f"{ref['namespace']}/{named}" if ref.get("namespace") else f"*/{named}"


def _kind(name: str, plural: str, columns: tuple[Column, ...], subresources: tuple[str, ...] = ()) -> Kind:
    return Kind(
        "admissionregistration.k8s.io",
        "v1",
        name,
        plural,
        name.lower(),
        namespaced=False,
        categories=("api-extensions",),
        subresources=subresources,
        columns=columns,
        refusal=NOT_ASKED,
    )


WEBHOOK_COLUMNS = plain(number("Webhooks", _count("webhooks"), text=WEBHOOKS))
BINDING_COLUMNS = plain(
    column("PolicyName", at("spec.policyName"), text=POLICY_NAME),
    column("ParamRef", _param_ref, text=PARAM_REF),
)
MUTATING_COLUMNS = plain(
    number(
        "Mutations",
        _count("spec.mutations"),
        text="Mutation indicates the number of mutations rules defined in this configuration",
    ),
    column("ParamKind", _param_kind, text=PARAM_KIND),
)
VALIDATING_COLUMNS = plain(
    number(
        "Validations",
        _count("spec.validations"),
        text="Validations indicates the number of validation rules defined in this configuration",
    ),
    column("ParamKind", _param_kind, text=PARAM_KIND),
)

ADMISSION_KINDS = (
    _kind("MutatingAdmissionPolicy", "mutatingadmissionpolicies", MUTATING_COLUMNS),
    _kind("MutatingAdmissionPolicyBinding", "mutatingadmissionpolicybindings", BINDING_COLUMNS),
    _kind("MutatingWebhookConfiguration", "mutatingwebhookconfigurations", WEBHOOK_COLUMNS),
    _kind("ValidatingAdmissionPolicy", "validatingadmissionpolicies", VALIDATING_COLUMNS, ("status",)),
    _kind("ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings", BINDING_COLUMNS),
    _kind("ValidatingWebhookConfiguration", "validatingwebhookconfigurations", WEBHOOK_COLUMNS),
)
