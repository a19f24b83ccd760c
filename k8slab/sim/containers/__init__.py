"""What runs in the pods' containers: their files and volumes, their programs, their logs.

Source: https://kubernetes.io/docs/concepts/containers/
"""
