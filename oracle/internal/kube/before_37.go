//go:build !since37

package kube

import (
	"context"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/api/validation/path"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/registry/rest"
)

// validateCreate is the part of BeforeCreate that validates, which is no function of its own before 1.37.
func validateCreate(ctx context.Context, object runtime.Object, strategy rest.RESTCreateStrategy) field.ErrorList {
	if errs := strategy.Validate(ctx, object); len(errs) > 0 {
		return errs
	}
	metadata, err := meta.Accessor(object)
	if err != nil {
		panic(err)
	}
	return validation.ValidateObjectMetaAccessor(
		metadata, strategy.NamespaceScoped(), path.ValidatePathSegmentName, field.NewPath("metadata"))
}
