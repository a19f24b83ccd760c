"""Who manages which fields of an object: server-side apply and `metadata.managedFields`.

Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/
"""
