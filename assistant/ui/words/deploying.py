"""Words around a trained network that is to run elsewhere."""

from lstm_core.i18n.sentences import Text

DEPLOYING_LABELS: dict[str, Text] = {
    "deploying.title": Text("在别处运行这个网络", "Run this network elsewhere"),
    "deploying.note": Text(
        "一个文件夹：ONNX 模型和只需 numpy 与 onnxruntime 的 infer.py，HTTP 服务，浏览器里离线运行的页面，C99 源码，"
        "样例与应得的输出。写好后先在新进程里装回来核对，再交给你。",
        "A folder with the network as ONNX and infer.py, which needs numpy and onnxruntime alone, an HTTP endpoint, a "
        "page that runs it offline in a browser, C99 source, and a sample with its output. It is loaded back in a "
        "fresh process and compared before you get it.",
    ),
    "deploying.precision": Text("数的精度", "Precision"),
    "deploying.float32": Text("float32（原样）", "float32 (as trained)"),
    "deploying.int8": Text("INT8（约四分之一大小）", "INT8 (about a quarter of the size)"),
    "deploying.working": Text("正在写文件、装回、核对", "Writing the files, loading them back, comparing"),
    "action.deploy": Text("准备部署文件", "Prepare the files"),
    "action.deployment": Text("下载部署文件", "Download the files"),
}
