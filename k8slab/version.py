"""The version of the package, and of the Kubernetes that it simulates: every layer may ask for them."""

VERSION = "0.1.0"
KUBERNETES = {
    "major": "1",
    "minor": "36",
    "gitVersion": "v1.36.2",
    "gitCommit": "$Format:%H$",
    "gitTreeState": "",
    "buildDate": "1970-01-01T00:00:00Z",
    "goVersion": "go1.26.6",
    "compiler": "gc",
    "platform": "linux/amd64",
}
"""As `kubectl version -o json` shows the release that the recordings are of."""
