// Command strategy answers what the API server says of DaemonSets, and of the pods that are made of them.
//
// Requests and answers are JSON, one a line:
//
//	{"object": {…}}                     create: decode strictly, default, prepare, validate, warn
//	{"object": {…}, "old": {…}}         update a DaemonSet that was created as old says
//	{"object": {…}, "pod": true}        and what the server says of the pod that the controller makes
//	{"object": {…}, "policies": ["latest", "v1.18"]}   and the violations of Pod Security, by version and level
//	{"object": {…}, "stored": true}     and the object as it is stored
package main

import (
	"encoding/json"
	"errors"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/kubernetes/pkg/apis/apps"
	daemonsets "k8s.io/kubernetes/pkg/registry/apps/daemonset"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"

	"dslint/oracle/internal/kube"
	"dslint/oracle/internal/lines"
)

type request struct {
	Object   json.RawMessage `json:"object"`
	Old      json.RawMessage `json:"old"`
	Pod      bool            `json:"pod"`
	Policies []string        `json:"policies"`
	Stored   bool            `json:"stored"`
}

// fieldError is one error; text is all of it as it is printed.
type fieldError struct {
	Field  string `json:"field"`
	Type   string `json:"type"`
	Detail string `json:"detail,omitempty"`
	Text   string `json:"text"`
}

type violation struct {
	Reason string `json:"reason"`
	Detail string `json:"detail"`
}

type answer struct {
	Valid       bool         `json:"valid"`
	DecodeError string       `json:"decodeError,omitempty"`
	Strict      []string     `json:"strict,omitempty"`
	Errors      []fieldError `json:"errors,omitempty"`
	Warnings    []string     `json:"warnings,omitempty"`

	PodErrors   []fieldError                      `json:"podErrors,omitempty"`
	Violations  map[string]map[string][]violation `json:"violations,omitempty"`
	Stored      *appsv1.DaemonSet                 `json:"stored,omitempty"`
	OldInvalid  bool                              `json:"oldInvalid,omitempty"`
	Template    bool                              `json:"templateChanged,omitempty"`
	Generation  int64                             `json:"generation,omitempty"`
	OtherRefuse string                            `json:"refused,omitempty"` // an update that does not fit its object
	Panic       string                            `json:"panic,omitempty"`
}

func (a *answer) SetPanic(text string) { a.Panic = text }

var evaluator policy.Evaluator

func main() {
	var err error
	if evaluator, err = kube.Evaluator(); err != nil {
		panic(err)
	}
	lines.Serve(func() *answer { return &answer{} }, serve)
}

func serve(r *request, a *answer) {
	ds, strict, err := kube.Decode(kube.AsSent(r.Object))
	a.Strict = strict
	if err != nil {
		a.DecodeError = err.Error()
		return
	}
	if r.Old != nil {
		update(ds, r.Old, a)
		return
	}
	create(ds, r, a)
}

func create(ds *apps.DaemonSet, r *request, a *answer) {
	ctx := kube.Request("create", kube.Fill(ds), "apps", "daemonsets")
	whole := rest.BeforeCreate(daemonsets.Strategy, ctx, ds.DeepCopy())
	errs := kube.ValidateCreate(ctx, ds)
	a.Valid, a.Errors = whole == nil, listed(errs)
	if causes := len(causes(whole)); causes != len(errs) {
		panic(fmt.Sprintf("BeforeCreate has %d causes, validation %d", causes, len(errs)))
	}
	if a.Valid { // the server asks for no other; 1.37.2 panics on some that are invalid
		a.Warnings = daemonsets.Strategy.WarningsOnCreate(ctx, ds)
	}
	stored, err := kube.External(ds)
	if err != nil {
		panic(err)
	}
	if r.Stored {
		a.Stored = stored.DeepCopy()
	}
	for _, version := range r.Policies {
		a.violations(version, stored)
	}
	if r.Pod && a.Valid {
		errs, err := kube.Pod(stored)
		if err != nil {
			panic(err)
		}
		a.PodErrors = listed(errs)
	}
}

func (a *answer) violations(version string, ds *appsv1.DaemonSet) {
	parsed, err := api.ParseVersion(version)
	if err != nil {
		panic(err)
	}
	if a.Violations == nil {
		a.Violations = map[string]map[string][]violation{}
	}
	levels := map[string][]violation{}
	for _, level := range []api.Level{api.LevelBaseline, api.LevelRestricted} {
		found := []violation{}
		at := api.LevelVersion{Level: level, Version: parsed}
		for _, c := range evaluator.EvaluatePod(at, &ds.Spec.Template.ObjectMeta, &ds.Spec.Template.Spec) {
			if !c.Allowed {
				found = append(found, violation{c.ForbiddenReason, c.ForbiddenDetail})
			}
		}
		levels[string(level)] = found
	}
	a.Violations[version] = levels
}

func update(ds *apps.DaemonSet, raw []byte, a *answer) {
	old, _, err := kube.Decode(kube.AsSent(raw))
	if err != nil {
		a.OldInvalid = true
		return
	}
	namespace := kube.Fill(old)
	ctx := kube.Request("update", namespace, "apps", "daemonsets")
	if len(kube.ValidateCreate(ctx, old)) > 0 {
		a.OldInvalid = true
		return
	}
	old.ResourceVersion, ds.ResourceVersion = "1", "1"
	ds.UID, ds.CreationTimestamp = old.UID, old.CreationTimestamp // kubectl sends what it has read
	if ds.Namespace == "" {
		ds.Namespace = namespace
	}
	err = rest.BeforeUpdate(daemonsets.Strategy, ctx, ds, old)
	if err != nil && !apierrors.IsInvalid(err) {
		a.OtherRefuse = err.Error()
		return
	}
	a.Valid, a.Errors = err == nil, causes(err)
	a.Template = ds.Spec.TemplateGeneration != old.Spec.TemplateGeneration
	a.Generation = ds.Generation - old.Generation
	if a.Valid {
		a.Warnings = daemonsets.Strategy.WarningsOnUpdate(ctx, ds, old)
	}
}

func listed(errs field.ErrorList) []fieldError {
	out := []fieldError{}
	for _, e := range errs {
		out = append(out, fieldError{e.Field, string(e.Type), e.Detail, e.Error()})
	}
	return out
}

// causes lists what the error that clients get has of each field.
func causes(err error) []fieldError {
	var status apierrors.APIStatus
	out := []fieldError{}
	if errors.As(err, &status) && status.Status().Details != nil {
		for _, c := range status.Status().Details.Causes {
			out = append(out, fieldError{Field: c.Field, Type: string(c.Type), Text: c.Field + ": " + c.Message})
		}
	}
	return out
}
