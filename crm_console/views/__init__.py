"""Qt widgets: they place things, bind things and decide nothing."""
