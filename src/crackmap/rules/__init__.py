"""The rules: one file each, named as the rule is; the folder is the registry."""
