// Command cluster answers what a whole cluster makes of DaemonSets: an API server, a controller manager and a scheduler,
// which are this program too, with etcd and kwok from the PATH. No node is more than an object; kwok plays the kubelets.
//
// Requests and answers are JSON, one a line:
//
//	{"nodes": [{…}, …]}                              add nodes; answered as they are when the controllers are done with them
//	{"daemonset": {…}, "objects": [{…}, …], "namespace": {…}}    place a DaemonSet, alone in a namespace of its own with
//	                                                 this metadata, next to these objects; then take all of it away
//	{"daemonset": {…}, "update": {…}, "nodes": […]}  roll out an update over nodes of its own (rollout.go)
package main

import (
	"context"
	"encoding/json"
	"os"

	appsv1 "k8s.io/api/apps/v1"
	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"

	"dslint/oracle/internal/lines"
)

type request struct {
	Nodes     []*v1.Node                   `json:"nodes"`
	Objects   []*unstructured.Unstructured `json:"objects"`
	Namespace metav1.ObjectMeta            `json:"namespace"`
	DaemonSet *appsv1.DaemonSet            `json:"daemonset"`
	Update    *appsv1.DaemonSet            `json:"update"`
	rollout
}

type answer struct {
	Nodes   []json.RawMessage `json:"nodes,omitempty"`
	Placed  *placed           `json:"placed,omitempty"`
	Rolled  *rolled           `json:"rolled,omitempty"`
	Invalid string            `json:"invalid,omitempty"` // the server takes no such object
	Panic   string            `json:"panic,omitempty"`
}

func (a *answer) SetPanic(text string) { a.Panic = text }

func main() {
	if len(os.Args) > 1 {
		asComponent(os.Args[1])
	}
	config, stop, err := start()
	must(err)
	defer stop()
	c := &cluster{
		context: context.Background(),
		client:  kubernetes.NewForConfigOrDie(config),
		any:     dynamic.NewForConfigOrDie(config),
	}
	lines.Serve(func() *answer { return &answer{} }, c.serve)
}

func (c *cluster) serve(r *request, a *answer) {
	switch {
	case r.DaemonSet == nil:
		c.addNodes(r.Nodes)
		for _, node := range c.settledNodes() {
			a.Nodes = append(a.Nodes, asWritten(node))
		}
	case r.Update == nil:
		c.place(r, a)
	default:
		c.rollOut(r, a)
	}
}

// asWritten is a node without what differs from one run to the next.
func asWritten(node *v1.Node) json.RawMessage {
	node.APIVersion, node.Kind = "v1", "Node"
	node.ManagedFields, node.UID, node.ResourceVersion, node.Generation = nil, "", "", 0
	node.CreationTimestamp = metav1.Time{}
	delete(node.Annotations, managed)
	for i := range node.Spec.Taints {
		node.Spec.Taints[i].TimeAdded = nil
	}
	for i := range node.Status.Conditions {
		node.Status.Conditions[i].LastHeartbeatTime, node.Status.Conditions[i].LastTransitionTime = metav1.Time{}, metav1.Time{}
	}
	text, err := json.Marshal(node)
	must(err)
	return text
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
