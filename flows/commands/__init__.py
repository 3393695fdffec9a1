"""The commands of `hoptac`, a module for each kind; every module adds its own to the application."""
