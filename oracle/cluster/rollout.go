package main

import (
	"slices"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const (
	readyMark = "oracle/ready" // kwok makes such a pod ready
	deadMark  = "oracle/dead"  // kwok lets such a pod linger when it is deleted
	kind      = "oracle/kind"  // the label of a node by which its pods are told of: which of like nodes comes first is chance
)

// rollout is what happens around an update. Pods get ready one after the other, each when the controller is at rest, in
// the order of their nodes: so what it does is an answer to one event, and the same in every run.
type rollout struct {
	Dead  []string `json:"dead"`  // nodes whose kubelet falls silent before the update
	Sick  []string `json:"sick"`  // nodes whose pod gets unready before the update
	Stuck bool     `json:"stuck"` // no new pod gets ready
}

type rolled struct {
	Before  counts               `json:"before"`
	Steps   []step               `json:"steps"`
	After   counts               `json:"after"`
	Nodes   map[string]podCounts `json:"nodes"`
	Refused []string             `json:"refused,omitempty"`
}

// step is what the controller does after an event, by the kinds of the nodes.
type step struct {
	After   string   `json:"after"`
	Deleted []string `json:"deleted,omitempty"`
	Created []string `json:"created,omitempty"`
}

type counts struct {
	Desired     int32 `json:"desired"`
	Updated     int32 `json:"updated"`
	Available   int32 `json:"available"`
	Unavailable int32 `json:"unavailable"`
}

// podCounts is how many pods there are on nodes of a kind in the end.
type podCounts struct {
	Old      int `json:"old"`
	New      int `json:"new"`
	NewReady int `json:"newReady"`
	Going    int `json:"going"`
}

func countsOf(now state) counts {
	s := now.Status
	return counts{s.DesiredNumberScheduled, s.UpdatedNumberScheduled, s.NumberAvailable, s.NumberUnavailable}
}

// rollOut asks what the controller does of an update, step by step.
func (c *cluster) rollOut(r *request, a *answer) {
	kinds := map[string]string{}
	for _, node := range r.Nodes {
		kinds[node.Name] = node.Labels[kind]
	}
	c.addNodes(r.Nodes)
	c.settledNodes()
	namespace, clear, err := c.prepare(r)
	defer func() {
		clear()
		for name := range kinds {
			must(c.client.CoreV1().Nodes().Delete(c.context, name, metav1.DeleteOptions{}))
		}
	}()
	if err == nil {
		err = c.create(namespace, r.DaemonSet)
	}
	if err != nil {
		a.Invalid = err.Error()
		return
	}
	name := r.DaemonSet.Name
	wait := quiet + time.Duration(r.DaemonSet.Spec.MinReadySeconds)*2*time.Second
	for _, p := range c.rest(namespace, name, quiet).Pods {
		c.annotate(namespace, p.Name, readyMark)
	}
	if len(r.Dead)+len(r.Sick) > 0 {
		c.fail(namespace, c.rest(namespace, name, wait), r)
		c.settledNodes()
	}
	now := c.rest(namespace, name, wait)
	old := map[string]bool{}
	for _, p := range now.Pods {
		old[p.Name] = true
	}
	a.Rolled = &rolled{Before: countsOf(now), Nodes: map[string]podCounts{}}

	event := "update"
	if err := c.update(namespace, r.Update); err != nil {
		a.Invalid, a.Rolled = err.Error(), nil
		return
	}
	for event != "" {
		last := now
		now = c.rest(namespace, name, wait)
		a.Rolled.Steps = append(a.Rolled.Steps, difference(event, last, now, kinds))
		event = c.next(namespace, now, old, kinds, r)
	}
	a.Rolled.After, a.Rolled.Refused = countsOf(now), now.Events
	for _, p := range now.Pods {
		a.Rolled.Nodes[kinds[p.Node]] = a.Rolled.Nodes[kinds[p.Node]].with(p, old[p.Name])
	}
}

func (n podCounts) with(p pod, old bool) podCounts {
	switch {
	case p.Going:
		n.Going++
	case old:
		n.Old++
	default:
		n.New++
		if p.Ready {
			n.NewReady++
		}
	}
	return n
}

// fail lets the kubelets of some nodes fall silent, and pods on others get unready. Of a silent kubelet's node and pods it
// says what the controller of nodes would say after its time of grace.
func (c *cluster) fail(namespace string, now state, r *request) {
	for _, p := range now.Pods {
		dead := slices.Contains(r.Dead, p.Node)
		if dead {
			c.annotate(namespace, p.Name, deadMark)
		}
		if dead || slices.Contains(r.Sick, p.Node) {
			found, err := c.client.CoreV1().Pods(namespace).Get(c.context, p.Name, metav1.GetOptions{})
			must(err)
			for i := range found.Status.Conditions {
				if found.Status.Conditions[i].Type == v1.PodReady {
					found.Status.Conditions[i].Status = v1.ConditionFalse
				}
			}
			_, err = c.client.CoreV1().Pods(namespace).UpdateStatus(c.context, found, metav1.UpdateOptions{})
			must(err)
		}
	}
	for _, name := range r.Dead {
		node, err := c.client.CoreV1().Nodes().Get(c.context, name, metav1.GetOptions{})
		must(err)
		for i := range node.Status.Conditions {
			if node.Status.Conditions[i].Type == v1.NodeReady {
				node.Status.Conditions[i].Status = v1.ConditionUnknown
			}
		}
		_, err = c.client.CoreV1().Nodes().UpdateStatus(c.context, node, metav1.UpdateOptions{})
		must(err)
	}
}

func (c *cluster) update(namespace string, to *appsv1.DaemonSet) error {
	current, err := c.client.AppsV1().DaemonSets(namespace).Get(c.context, to.Name, metav1.GetOptions{})
	must(err)
	current.Spec = to.Spec
	_, err = c.client.AppsV1().DaemonSets(namespace).Update(c.context, current, metav1.UpdateOptions{})
	return err
}

// next lets one thing happen that the controller waits for, and returns its name; none if there is nothing left.
func (c *cluster) next(namespace string, now state, old map[string]bool, kinds map[string]string, r *request) string {
	for _, p := range now.Pods {
		waits := p.Bound && !p.Ready && !p.Going && !p.Asked && !old[p.Name]
		if waits && !r.Stuck && !slices.Contains(r.Dead, p.Node) {
			c.annotate(namespace, p.Name, readyMark)
			return "ready " + kinds[p.Node]
		}
	}
	if r.Update.Spec.UpdateStrategy.Type != appsv1.OnDeleteDaemonSetStrategyType {
		return ""
	}
	for _, p := range now.Pods {
		if old[p.Name] && !p.Going {
			must(c.client.CoreV1().Pods(namespace).Delete(c.context, p.Name, metav1.DeleteOptions{}))
			return "delete " + kinds[p.Node]
		}
	}
	return ""
}

// difference tells which pods came and went between two states.
func difference(event string, last, now state, kinds map[string]string) step {
	made := step{After: event}
	names := func(s state) map[string]string {
		found := map[string]string{}
		for _, p := range s.Pods {
			if !p.Going {
				found[p.Name] = kinds[p.Node]
			}
		}
		return found
	}
	before, after := names(last), names(now)
	for name, kind := range before {
		if _, is := after[name]; !is {
			made.Deleted = append(made.Deleted, kind)
		}
	}
	for name, kind := range after {
		if _, is := before[name]; !is {
			made.Created = append(made.Created, kind)
		}
	}
	slices.Sort(made.Deleted)
	slices.Sort(made.Created)
	return made
}
