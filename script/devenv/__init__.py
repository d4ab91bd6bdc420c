"""The development environment: what `script/demo` and `script/test` stand on.

Standard library only, for it runs before anything is installed. Every part keeps
its state in the checkout's `.dev/` folder, can be asked again at any time, and
repairs what an interrupted run left behind.
"""
