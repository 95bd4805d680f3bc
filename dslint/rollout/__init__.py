"""How an update of DaemonSets goes over their nodes: the model behind ``dslint rollout``.

>>> report = roll(cover_paths(["deploy/"], Options(nodes=("profile:kubeadm",))))
>>> report.rollouts[0].course.length
5

- :class:`~dslint.rollout.model.Rollout` is one DaemonSet: what its update replaces, in which batches, how long it takes
  at least and what stops it. The steps are those of :mod:`dslint.kube.nodes.replacing`.
- :mod:`~dslint.rollout.blocks` says why new pods do not get ready, or are not made.
- It is made of a coverage, and of what it is compared with: :func:`~dslint.rollout.run.roll`.
"""
