// Command placement answers whether the DaemonSet controller wants a pod on a node.
//
// Requests and answers are JSON, one a line: {"spec": {…}, "nodes": [{…}, …]}, where spec is that of the pods, and
// {"placed": [[true, true], …]}, for each node whether a pod should run and whether one that runs may stay.
package main

import (
	"encoding/json"

	appsv1 "k8s.io/api/apps/v1"
	v1 "k8s.io/api/core/v1"

	"dslint/oracle/internal/lines"
)

type request struct {
	Spec  json.RawMessage `json:"spec"`
	Nodes []v1.Node       `json:"nodes"`
}

type answer struct {
	Placed [][2]bool `json:"placed"`
	Panic  string    `json:"panic,omitempty"`
}

func (a *answer) SetPanic(text string) { a.Panic = text }

func main() {
	lines.Serve(func() *answer { return &answer{} }, func(r *request, a *answer) {
		ds := &appsv1.DaemonSet{}
		if err := json.Unmarshal(r.Spec, &ds.Spec.Template.Spec); err != nil {
			panic(err)
		}
		for i := range r.Nodes {
			run, stay := shouldRun(&r.Nodes[i], ds)
			a.Placed = append(a.Placed, [2]bool{run, stay})
		}
	})
}
