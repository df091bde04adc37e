"""What cures what: single changes of a spec, and lists of them by the code of a finding. No torch."""
