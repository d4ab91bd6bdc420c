from . import lifecycle, segment
