"""Sentences on a cluster whose machines train the members of a run, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

CLUSTER_TEXTS: dict[str, Text] = {
    "cluster.without_ray": Text(
        "设置了 WORKBENCH_RAY，但这台机器没有安装 Ray。请运行 pip install -r requirements-cluster.txt，或取消这个变量。",
        "WORKBENCH_RAY is set, but Ray is not installed on this machine. Run pip install -r requirements-cluster.txt, or "
        "unset the variable.",
    ),
    "cluster.address": Text(
        "WORKBENCH_RAY 是 {address}，找不到集群。请写 auto（本机须已运行 ray start）或 主机:端口。没有训练开始。",
        "WORKBENCH_RAY is {address}, and no cluster was found. Set it to auto, with ray start run on this machine, or to "
        "HOST:PORT. No training was started.",
    ),
    "cluster.unreachable": Text(
        "{address} 上的 Ray 集群没有应答，没有训练开始。请检查地址和头节点，然后继续这个运行。",
        "The Ray cluster at {address} does not answer, and no training was started. Check the address and its head node, "
        "then resume the run.",
    ),
    "cluster.refused": Text(
        "{address} 上的 Ray 集群拒绝了连接：{reason}。请改正后继续这个运行；已完成的不会重新训练。",
        "The Ray cluster at {address} refused the connection: {reason}. Mend that and resume the run; what is done is not "
        "trained again.",
    ),
    "cluster.lost": Text(
        "与 {address} 上 Ray 集群的连接已断开。集群恢复后请继续这个运行；已完成的不会重新训练。",
        "The connection to the Ray cluster at {address} was lost. Resume the run when it is back; what is done is not "
        "trained again.",
    ),
    "cluster.held": Text(
        "{folder} 还连着另一次集群连接。请等它结束，再继续这个运行。",
        "{folder} is still held by another connection to the cluster. Wait until that has ended, then resume the run.",
    ),
    "cluster.without_folder": Text(
        "集群节点 {node} 看不到文件夹 {folder}。所有节点都要以相同路径挂载同一个共享文件夹；没有训练开始。",
        "Node {node} of the cluster does not see the folder {folder}. All nodes have to mount one shared folder under the "
        "same path; no training was started.",
    ),
    "cluster.without_locks": Text(
        "集群节点 {node} 看得到 {folder}，但看不到其他机器加的锁，可能有两个进程训练同一个运行。请换成支持 fcntl 锁的挂载方式（NFSv4，不带 nolock）；"
        "没有训练开始。",
        "Node {node} of the cluster sees {folder}, but not the locks that other machines hold there, so two processes could "
        "train one run. Mount it with fcntl locks (NFSv4, without nolock); no training was started.",
    ),
    "cluster.without_engine": Text(
        "集群节点 {node} 上缺少 {project} 里的程序或它需要的库。请在每个节点的相同路径安装；没有训练开始。",
        "Node {node} of the cluster lacks the program at {project} or its requirements. Install both on every node under the "
        "same path; no training was started.",
    ),
}
