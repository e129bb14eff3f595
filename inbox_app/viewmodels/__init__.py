"""Exactly what a browser may know, ready to show.

Every class is a `TypedDict`: a row is plain JSON, which is what a State var
costs least as. Times are ISO 8601 in UTC; the browser puts them into the
agent's zone and language.
"""
