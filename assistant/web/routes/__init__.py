"""One module per noun: a request in, one workflow call, an answer out."""
