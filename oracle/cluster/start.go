package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	_ "embed"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/component-base/cli"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

const (
	token   = "oracle"
	patient = 3 * time.Minute // for a server to start, on a busy machine
)

//go:embed stages.yaml
var stages []byte

// asComponent runs one of the three parts of Kubernetes, if the program was started as that.
func asComponent(name string) {
	os.Args = slices.Delete(os.Args, 1, 2)
	switch name {
	case "apiserver":
		os.Exit(cli.Run(apiserver.NewAPIServerCommand()))
	case "controller-manager":
		os.Exit(cli.Run(controllers.NewControllerManagerCommand()))
	case "scheduler":
		os.Exit(cli.Run(scheduler.NewSchedulerCommand()))
	}
}

// start starts a cluster without nodes in a new folder, and returns how to speak to it and how to stop it.
func start() (*rest.Config, func(), error) {
	folder, err := os.MkdirTemp("", "oracle-cluster-")
	if err != nil {
		return nil, nil, err
	}
	p := &processes{folder: folder}
	config, err := p.startAll()
	if err != nil {
		p.stop()
		return nil, nil, fmt.Errorf("%w (logs are in %s)", err, folder)
	}
	return config, func() { p.stop(); os.RemoveAll(folder) }, nil
}

type processes struct {
	folder  string
	running []*exec.Cmd
}

func (p *processes) startAll() (*rest.Config, error) {
	ports, err := free(3)
	if err != nil {
		return nil, err
	}
	client, peer := fmt.Sprintf("http://127.0.0.1:%d", ports[0]), fmt.Sprintf("http://127.0.0.1:%d", ports[1])
	config := &rest.Config{
		Host: fmt.Sprintf("https://127.0.0.1:%d", ports[2]), BearerToken: token, QPS: 1000, Burst: 1000,
		TLSClientConfig: rest.TLSClientConfig{Insecure: true},
	}
	key, err := privateKey()
	if err != nil {
		return nil, err
	}
	files := map[string]string{
		"key.pem":     key,
		"tokens.csv":  token + ",oracle,oracle,system:masters\n",
		"kubeconfig":  fmt.Sprintf(kubeconfig, config.Host, token),
		"stages.yaml": string(stages),
	}
	for name, text := range files {
		if err := os.WriteFile(p.at(name), []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if err := p.run("etcd", "etcd", "--data-dir="+p.at("etcd"), "--unsafe-no-fsync",
		"--listen-client-urls="+client, "--advertise-client-urls="+client,
		"--listen-peer-urls="+peer, "--initial-advertise-peer-urls="+peer, "--initial-cluster=default="+peer); err != nil {
		return nil, err
	}
	// watching instead of listing needs progress requests, which etcd 3.4.23 has not; kwok would wait for them for ever
	if err := p.run("apiserver", self, "apiserver", "--etcd-servers="+client,
		"--bind-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", ports[2]), "--cert-dir="+p.at("certificates"),
		"--service-account-issuer=https://kubernetes.default.svc", "--service-account-key-file="+p.at("key.pem"),
		"--service-account-signing-key-file="+p.at("key.pem"), "--token-auth-file="+p.at("tokens.csv"),
		"--authorization-mode=AlwaysAllow", "--service-cluster-ip-range=10.0.0.0/24", "--allow-privileged=true",
		"--enable-admission-plugins=PodNodeSelector", "--feature-gates=WatchList=false",
		"--disable-admission-plugins=StorageObjectInUseProtection", // it would keep volumes from one case for the next
		"--enable-priority-and-fairness=false"); err != nil {
		return nil, err
	}
	if err := ready(config); err != nil {
		return nil, err
	}
	// nodes are as the requests say: nothing here times out because no kubelet reports
	common := []string{"--kubeconfig=" + p.at("kubeconfig"), "--leader-elect=false", "--secure-port=0",
		"--authentication-skip-lookup=true", "--kube-api-qps=1000", "--kube-api-burst=1000"}
	if err := p.run("controller-manager", self, append([]string{"controller-manager",
		"--controllers=daemonset-controller,node-lifecycle-controller,taint-eviction-controller," +
			"serviceaccount-controller,garbage-collector-controller,resourcequota-controller," +
			"persistentvolume-binder-controller,root-ca-certificate-publisher-controller",
		"--node-monitor-period=1s", "--node-monitor-grace-period=24h", "--node-startup-grace-period=24h",
		"--node-eviction-rate=100", "--secondary-node-eviction-rate=100"}, common...)...); err != nil {
		return nil, err
	}
	if err := p.run("scheduler", self, append([]string{"scheduler"}, common...)...); err != nil {
		return nil, err
	}
	return config, p.run("kwok", "kwok", "--kubeconfig="+p.at("kubeconfig"), "--config="+p.at("stages.yaml"),
		"--manage-all-nodes=false", "--manage-nodes-with-annotation-selector="+managed+"=fake",
		"--node-lease-duration-seconds=0")
}

func (p *processes) at(name string) string { return filepath.Join(p.folder, name) }

// run starts a program whose output goes to a file of its name; it ends with this one.
func (p *processes) run(name, program string, arguments ...string) error {
	log, err := os.Create(p.at(name + ".log"))
	if err != nil {
		return err
	}
	defer log.Close()
	c := exec.Command(program, arguments...)
	c.Stdout, c.Stderr = log, log
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := c.Start(); err != nil {
		return err
	}
	p.running = append(p.running, c)
	return nil
}

func (p *processes) stop() {
	for i := len(p.running) - 1; i >= 0; i-- {
		_ = p.running[i].Process.Kill()
		_ = p.running[i].Wait()
	}
}

func ready(config *rest.Config) error {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patient)
	defer cancel()
	for {
		err := client.RESTClient().Get().AbsPath("/readyz").Do(ctx).Error()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the API server does not get ready: %w", err)
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func free(count int) ([]int, error) {
	ports := []int{}
	for range count {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}

// privateKey makes the key with which tokens of service accounts are signed.
func privateKey() (string, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return "", err
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})), nil
}

const kubeconfig = `apiVersion: v1
kind: Config
clusters: [{name: oracle, cluster: {server: "%s", insecure-skip-tls-verify: true}}]
users: [{name: oracle, user: {token: "%s"}}]
contexts: [{name: oracle, context: {cluster: oracle, user: oracle}}]
current-context: oracle
`
