// Package main is the controller of Argo Events: its own reconcilers, with the configuration from a file of one's choice.
//
// The command of Argo Events reads /etc/argo-events, which only root can write, and only one run at a time.
package main

import (
	"flag"
	"log"

	appv1 "k8s.io/api/apps/v1"
	"k8s.io/client-go/kubernetes"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/healthz"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	corev1 "k8s.io/api/core/v1"

	aev1 "github.com/argoproj/argo-events/pkg/apis/events/v1alpha1"
	"github.com/argoproj/argo-events/pkg/reconciler"
	"github.com/argoproj/argo-events/pkg/reconciler/eventbus"
	"github.com/argoproj/argo-events/pkg/reconciler/eventsource"
	"github.com/argoproj/argo-events/pkg/reconciler/sensor"
	"github.com/argoproj/argo-events/pkg/shared/logging"
	"github.com/argoproj/argo-events/pkg/shared/util"
)

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// The configuration, read and checked as Argo Events does.
func load(path string) *reconciler.GlobalConfig {
	v := util.ViperWithLogging()
	v.SetConfigFile(path)
	must(v.ReadInConfig())
	config := &reconciler.GlobalConfig{}
	must(v.Unmarshal(config))
	must(reconciler.ValidateConfig(config))
	return config
}

func main() {
	path := flag.String("config", "", "the controller's configuration")
	image := flag.String("image", "", "what sources and sensors run")
	own := flag.String("namespace", "", "where its lease is")
	managed := flag.String("managed-namespace", "", "what it looks after")
	health := flag.String("health-address", "", "where it says that it is well")
	flag.Parse()

	config := load(*path)
	rest := ctrl.GetConfigOrDie()
	mgr, err := ctrl.NewManager(rest, ctrl.Options{
		Metrics:                 metricsserver.Options{BindAddress: "0"},
		HealthProbeBindAddress:  *health,
		Cache:                   cache.Options{DefaultNamespaces: map[string]cache.Config{*managed: {}}},
		LeaderElection:          true,
		LeaderElectionID:        "argo-events-controller",
		LeaderElectionNamespace: *own,
	})
	must(err)
	must(aev1.AddToScheme(mgr.GetScheme()))
	must(mgr.AddReadyzCheck("readiness", healthz.Ping))

	logger := logging.NewArgoEventsLogger()
	c, scheme := mgr.GetClient(), mgr.GetScheme()
	clients := kubernetes.NewForConfigOrDie(rest)
	watch(mgr, &aev1.EventBus{}, eventbus.NewReconciler(c, clients, scheme, config, logger),
		&corev1.ConfigMap{}, &appv1.StatefulSet{}, &corev1.Service{})
	watch(mgr, &aev1.EventSource{}, eventsource.NewReconciler(c, scheme, *image, logger),
		&appv1.Deployment{}, &corev1.Service{})
	watch(mgr, &aev1.Sensor{}, sensor.NewReconciler(c, scheme, *image, logger), &appv1.Deployment{})
	must(mgr.Start(ctrl.SetupSignalHandler()))
}

// The reconciler of a kind hears of its objects and of what they own.
func watch(mgr ctrl.Manager, kind client.Object, reconciler reconcile.Reconciler, owned ...client.Object) {
	builder := ctrl.NewControllerManagedBy(mgr).For(kind)
	for _, object := range owned {
		builder = builder.Owns(object)
	}
	must(builder.Complete(reconciler))
}
