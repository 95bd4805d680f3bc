package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	v1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	daemonutil "k8s.io/kubernetes/pkg/controller/daemon/util"
)

const (
	managed = "kwok.x-k8s.io/node" // the annotation of the nodes that kwok looks after

	between   = 50 * time.Millisecond
	quiet     = 600 * time.Millisecond  // without a change, the controllers are done
	undecided = 4 * time.Second         // or, where the scheduler has not said a word of a pod
	tainted   = 2500 * time.Millisecond // the controller of nodes looks at them every second
	limit     = 2 * time.Minute
)

// generated is the random end of the name of a pod, in what is said of it.
var generated = regexp.MustCompile(`-[bcdfghjklmnpqrstvwxz2456789]{5}"`)

type cluster struct {
	context context.Context
	client  kubernetes.Interface
	any     dynamic.Interface
	cases   int
}

// addNodes makes nodes that kwok looks after.
func (c *cluster) addNodes(nodes []*v1.Node) {
	for _, node := range nodes {
		metav1.SetMetaDataAnnotation(&node.ObjectMeta, managed, "fake")
		_, err := c.client.CoreV1().Nodes().Create(c.context, node, metav1.CreateOptions{})
		must(err)
	}
}

// settledNodes returns all nodes when their taints do not change any more.
func (c *cluster) settledNodes() []*v1.Node {
	list := func() []*v1.Node {
		found, err := c.client.CoreV1().Nodes().List(c.context, metav1.ListOptions{})
		must(err)
		nodes := []*v1.Node{}
		for i := range found.Items {
			nodes = append(nodes, &found.Items[i])
		}
		return nodes
	}
	return settled(list, func([]*v1.Node) time.Duration { return tainted })
}

// settled asks again and again, and returns the answer when it has been the same for as long as wait says of it.
func settled[T any](ask func() T, wait func(T) time.Duration) T {
	last, since, end := ask(), time.Now(), time.Now().Add(limit)
	for {
		time.Sleep(between)
		if now := ask(); !reflect.DeepEqual(now, last) {
			last, since = now, time.Now()
		} else if time.Since(since) > wait(last) {
			return last
		}
		if time.Now().After(end) {
			panic("the cluster does not come to rest")
		}
	}
}

// prepare makes a namespace and the objects of a request in it, and returns what takes them away again.
func (c *cluster) prepare(r *request) (string, func(), error) {
	c.cases++
	namespace := &v1.Namespace{ObjectMeta: r.Namespace}
	namespace.Name = fmt.Sprintf("case-%d", c.cases)
	_, err := c.client.CoreV1().Namespaces().Create(c.context, namespace, metav1.CreateOptions{})
	must(err)
	var made []func()
	clear := func() {
		c.clear(namespace.Name)
		for _, undo := range slices.Backward(made) {
			undo()
		}
	}
	for _, object := range r.Objects {
		undo, err := c.make(object, namespace.Name)
		if err != nil {
			return "", clear, err
		}
		made = append(made, undo)
	}
	account := func() bool {
		_, err := c.client.CoreV1().ServiceAccounts(namespace.Name).Get(c.context, "default", metav1.GetOptions{})
		return err == nil
	}
	for !account() { // without it, admission refuses every pod
		time.Sleep(between)
	}
	if len(r.Objects) > 0 {
		time.Sleep(quiet) // admission asks informers, and volumes are bound by a controller
	}
	return namespace.Name, clear, nil
}

var inNoNamespace = []string{"PersistentVolume", "PriorityClass", "RuntimeClass", "StorageClass"}

func (c *cluster) make(object *unstructured.Unstructured, namespace string) (func(), error) {
	resource, _ := meta.UnsafeGuessKindToResource(object.GroupVersionKind())
	var client dynamic.ResourceInterface = c.any.Resource(resource)
	if !slices.Contains(inNoNamespace, object.GetKind()) {
		client = c.any.Resource(resource).Namespace(namespace)
	}
	made, err := client.Create(c.context, object, metav1.CreateOptions{})
	if err != nil {
		return nil, err
	}
	if status, is := object.Object["status"]; is { // creation has dropped it
		made.Object["status"] = status
		if _, err := client.UpdateStatus(c.context, made, metav1.UpdateOptions{}); err != nil {
			return nil, err
		}
	}
	return func() { must(client.Delete(c.context, object.GetName(), metav1.DeleteOptions{})) }, nil
}

// clear deletes the DaemonSets of a namespace and then, until the controller has noticed, the pods.
func (c *cluster) clear(namespace string) {
	all, now := metav1.ListOptions{}, int64(0)
	must(c.client.AppsV1().DaemonSets(namespace).DeleteCollection(c.context, metav1.DeleteOptions{}, all))
	settled(func() int {
		pods, err := c.client.CoreV1().Pods(namespace).List(c.context, all)
		must(err)
		if len(pods.Items) > 0 {
			with := metav1.DeleteOptions{GracePeriodSeconds: &now}
			must(c.client.CoreV1().Pods(namespace).DeleteCollection(c.context, with, all))
		}
		return len(pods.Items)
	}, func(left int) time.Duration {
		if left > 0 {
			return limit
		}
		return 4 * between
	})
}

// state is what there is of a DaemonSet at one moment.
type state struct {
	Synced bool // its status is about what it says now
	Status appsv1.DaemonSetStatus
	Pods   []pod // by node and name
	Events []string
}

// pod is what matters of a pod.
type pod struct {
	Name, Node, Hash    string
	Bound, Ready, Going bool
	Asked               bool // to get ready
	Scheduled           v1.ConditionStatus
	Message             string
}

// look returns the state of a DaemonSet.
func (c *cluster) look(namespace, name string) state {
	ds, err := c.client.AppsV1().DaemonSets(namespace).Get(c.context, name, metav1.GetOptions{})
	must(err)
	pods, err := c.client.CoreV1().Pods(namespace).List(c.context, metav1.ListOptions{})
	must(err)
	events, err := c.client.CoreV1().Events(namespace).List(
		c.context, metav1.ListOptions{FieldSelector: "involvedObject.kind=DaemonSet,reason=FailedCreate"})
	must(err)
	now := state{Synced: ds.Status.ObservedGeneration == ds.Generation, Status: ds.Status}
	for i := range pods.Items {
		now.Pods = append(now.Pods, seen(&pods.Items[i]))
	}
	slices.SortFunc(now.Pods, func(a, b pod) int {
		return cmp.Or(strings.Compare(a.Node, b.Node), strings.Compare(a.Name, b.Name))
	})
	for _, event := range events.Items {
		now.Events = append(now.Events, generated.ReplaceAllString(event.Message, `-xxxxx"`))
	}
	slices.Sort(now.Events)
	now.Events = slices.Compact(now.Events)
	return now
}

func seen(p *v1.Pod) pod {
	node, err := daemonutil.GetTargetNodeName(p)
	must(err)
	now := pod{
		Name: p.Name, Node: node, Hash: p.Labels[appsv1.DefaultDaemonSetUniqueLabelKey],
		Bound: p.Spec.NodeName != "", Going: p.DeletionTimestamp != nil, Asked: p.Annotations[readyMark] != "",
	}
	for _, condition := range p.Status.Conditions {
		switch condition.Type {
		case v1.PodReady:
			now.Ready = condition.Status == v1.ConditionTrue
		case v1.PodScheduled:
			now.Scheduled, now.Message = condition.Status, condition.Message
		}
	}
	return now
}

// rest returns the state of a DaemonSet once nothing happens any more.
func (c *cluster) rest(namespace, name string, least time.Duration) state {
	return settled(func() state { return c.look(namespace, name) }, func(now state) time.Duration {
		if !now.Synced {
			return limit
		}
		for _, p := range now.Pods {
			if !p.Bound && p.Scheduled == "" {
				return undecided
			}
		}
		return least
	})
}

type placed struct {
	Desired int32             `json:"desired"`
	Created []string          `json:"created"`           // the nodes for which there is a pod
	Pending map[string]string `json:"pending,omitempty"` // what the scheduler says, by node
	Refused []string          `json:"refused,omitempty"` // why there is no pod
}

// place asks on which nodes pods are made for a DaemonSet, and which of them are scheduled.
func (c *cluster) place(r *request, a *answer) {
	namespace, clear, err := c.prepare(r)
	defer clear()
	if err == nil {
		err = c.create(namespace, r.DaemonSet)
	}
	if err != nil {
		a.Invalid = err.Error()
		return
	}
	now := c.rest(namespace, r.DaemonSet.Name, quiet)
	a.Placed = &placed{Desired: now.Status.DesiredNumberScheduled, Created: []string{}, Refused: now.Events}
	for _, p := range now.Pods {
		a.Placed.Created = append(a.Placed.Created, p.Node)
		if p.Bound {
			continue
		}
		if a.Placed.Pending == nil {
			a.Placed.Pending = map[string]string{}
		}
		a.Placed.Pending[p.Node] = p.Message
	}
}

// create makes a DaemonSet; an error is what the server has against it.
func (c *cluster) create(namespace string, ds *appsv1.DaemonSet) error {
	ds.Namespace = namespace
	_, err := c.client.AppsV1().DaemonSets(namespace).Create(c.context, ds, metav1.CreateOptions{})
	if err != nil && !apierrors.IsInvalid(err) && !apierrors.IsForbidden(err) {
		panic(err)
	}
	return err
}

func (c *cluster) annotate(namespace, name, key string) {
	patch, err := json.Marshal(map[string]any{"metadata": map[string]any{"annotations": map[string]string{key: "true"}}})
	must(err)
	_, err = c.client.CoreV1().Pods(namespace).Patch(
		c.context, name, types.MergePatchType, patch, metav1.PatchOptions{})
	must(err)
}
