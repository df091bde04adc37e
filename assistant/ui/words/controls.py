"""Names of Streamlit's own controls for screen readers in Chinese and English, side by side.

Streamlit speaks English only and calls every control of a kind the same.
"""

from lstm_core.i18n.languages import Text

CONTROL_LABELS: dict[str, Text] = {
    "control.decrease": Text("减小", "Decrease"),
    "control.increase": Text("增大", "Increase"),
    "control.options": Text("展开选项", "Show options"),
    "control.clear": Text("清空", "Clear"),
    "control.help": Text("说明", "Help"),
    "control.copy_code": Text("复制代码", "Copy code"),
    "control.sidebar": Text("侧边栏", "Sidebar"),
    "control.collapse_sidebar": Text("收起侧边栏", "Collapse sidebar"),
    "control.expand_sidebar": Text("展开侧边栏", "Expand sidebar"),
    "control.pages": Text("页面", "App pages"),
    "control.question": Text("您的问题", "Chat message from user"),
    "control.upload": Text("上传文件", "Upload files"),
    "control.record": Text("开始录音", "Start recording"),
    "control.cancel_recording": Text("取消录音", "Cancel recording"),
    "control.submit_recording": Text("使用录音", "Submit recording"),
    "control.send": Text("发送", "Send message"),
    "control.show_password": Text("显示密钥", "Show password"),
    "control.hide_password": Text("隐藏密钥", "Hide password"),
    "control.close": Text("关闭", "Close"),
}
