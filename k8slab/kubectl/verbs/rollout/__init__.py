"""Rollouts of Deployments, DaemonSets and StatefulSets."""
