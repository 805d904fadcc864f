<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CallList</name>
    <message>
        <source> ({day})</source>
        <translation>（{day}）</translation>
    </message>
    <message numerus="yes">
        <source>%n copies</source>
        <translation>
            <numerusform>%n 份</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n customers</source>
        <translation>
            <numerusform>%n 家</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rows</source>
        <translation>
            <numerusform>%n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>({text})</source>
        <translation>（{text}）</translation>
    </message>
    <message>
        <source>Aim</source>
        <translation>目的</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Cycle sheet</source>
        <translation>周期单</translation>
    </message>
    <message>
        <source>Last {day}</source>
        <translation>上次 {day}</translation>
    </message>
    <message>
        <source>Main number</source>
        <translation>总机</translation>
    </message>
    <message>
        <source>Met</source>
        <translation>见面</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下次</translation>
    </message>
    <message>
        <source>No contact yet</source>
        <translation>尚无联系</translation>
    </message>
    <message>
        <source>No contacts</source>
        <translation>尚无联系人</translation>
    </message>
    <message>
        <source>No district</source>
        <translation>未填区县</translation>
    </message>
    <message>
        <source>Nobody is due under this filter.</source>
        <translation>此筛选下没有到期客户。</translation>
    </message>
    <message>
        <source>Not met</source>
        <translation>未见到</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>记</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>待办</translation>
    </message>
    <message>
        <source>Page {page} of {pages}</source>
        <translation>第 {page} 页 / 共 {pages} 页</translation>
    </message>
    <message>
        <source>Personal data: shred after use. {logged}</source>
        <translation>含个人信息，用后请碎毁。{logged}</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>There are no customers under this filter.</source>
        <translation>此筛选下没有客户。</translation>
    </message>
    <message>
        <source>This print is logged ({who}, {copies}, {rows})</source>
        <translation>本次打印已登记（{who}，{copies}，{rows}）</translation>
    </message>
    <message>
        <source>Tier-based call list</source>
        <translation>分级拜访清单</translation>
    </message>
    <message>
        <source>Unplanned</source>
        <translation>临时</translation>
    </message>
    <message>
        <source>all customers</source>
        <translation>全部客户</translation>
    </message>
    <message>
        <source>all territories</source>
        <translation>全部片区</translation>
    </message>
    <message>
        <source>attempt {day}</source>
        <translation>尝试 {day}</translation>
    </message>
    <message>
        <source>cycle {number} ({first} to {last}, {elapsed} gone)</source>
        <translation>第 {number} 周期（{first} 至 {last}，已过 {elapsed}）</translation>
    </message>
    <message>
        <source>data as of {when}</source>
        <translation>数据截至 {when}</translation>
    </message>
    <message>
        <source>decision maker, filled = met within 90 days</source>
        <translation>决策者，实心＝90 天内见过</translation>
    </message>
    <message>
        <source>due {day}</source>
        <translation>应访 {day}</translation>
    </message>
    <message numerus="yes">
        <source>every %n days</source>
        <translation>
            <numerusform>每 %n 天</numerusform>
        </translation>
    </message>
    <message>
        <source>last</source>
        <translation>上次</translation>
    </message>
    <message>
        <source>not met yet</source>
        <translation>未见过</translation>
    </message>
    <message>
        <source>only due</source>
        <translation>只列到期</translation>
    </message>
    <message>
        <source>printed {when}</source>
        <translation>打印 {when}</translation>
    </message>
    <message>
        <source>seen {seen} / {customers} · {share}</source>
        <translation>已见 {seen} / {customers} 家 · {share}</translation>
    </message>
    <message>
        <source>tiers {tiers}</source>
        <translation>{tiers} 级</translation>
    </message>
    <message>
        <source>visits {done} / {goal} · {late} late</source>
        <translation>次数 {done} / {goal} · 逾期 {late}</translation>
    </message>
    <message>
        <source>visits · week</source>
        <translation>次数 · 周</translation>
    </message>
    <message>
        <source>{contact} ({who})</source>
        <translation>{contact}（{who}）</translation>
    </message>
    <message>
        <source>{contact}: {text}</source>
        <translation>{contact}：{text}</translation>
    </message>
    <message>
        <source>{done}/{goal} visits</source>
        <translation>{done}/{goal} 次</translation>
    </message>
    <message>
        <source>{head} (continued)</source>
        <translation>{head}（续）</translation>
    </message>
</context>
<context>
    <name>CallListPane</name>
    <message numerus="yes">
        <source>%n customers</source>
        <translation>
            <numerusform>%n 家</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n customers are chosen: too many for one list.</source>
        <translation>
            <numerusform>已选 %n 家客户，一份拜访清单放不下。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n due</source>
        <translation>
            <numerusform>到期 %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n late</source>
        <translation>
            <numerusform>逾期 %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n never</source>
        <translation>
            <numerusform>从未 %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pages</source>
        <translation>
            <numerusform>%n 页</numerusform>
        </translation>
    </message>
    <message>
        <source>A4 portrait</source>
        <translation>A4 纵向</translation>
    </message>
    <message>
        <source>A5 landscape</source>
        <translation>A5 横向</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Aim and open items</source>
        <translation>目的与待办</translation>
    </message>
    <message>
        <source>All territories</source>
        <translation>全部片区</translation>
    </message>
    <message>
        <source>Amounts</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>Call list</source>
        <translation>拜访清单</translation>
    </message>
    <message>
        <source>Choose tiers or a territory.</source>
        <translation>请选择等级或片区。</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Cycle sheet</source>
        <translation>周期单</translation>
    </message>
    <message>
        <source>Deal</source>
        <translation>商机</translation>
    </message>
    <message>
        <source>Full rows</source>
        <translation>详细清单</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>分组与顺序</translation>
    </message>
    <message>
        <source>In each row</source>
        <translation>每行内容</translation>
    </message>
    <message>
        <source>Large type</source>
        <translation>大字</translation>
    </message>
    <message>
        <source>Last result, attempt</source>
        <translation>上次结果、尝试</translation>
    </message>
    <message>
        <source>Letter</source>
        <translation>Letter 纵向</translation>
    </message>
    <message>
        <source>Make the list of all</source>
        <translation>仍然生成全部清单</translation>
    </message>
    <message>
        <source>Next: {customers}</source>
        <translation>接下来：{customers}</translation>
    </message>
    <message>
        <source>No printer: this will be saved as PDF</source>
        <translation>没有打印机，将存成 PDF</translation>
    </message>
    <message>
        <source>Note lines</source>
        <translation>手写行</translation>
    </message>
    <message>
        <source>Only due, late and never visited</source>
        <translation>只列到期、逾期、从未拜访</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>纸张</translation>
    </message>
    <message>
        <source>PgUp/PgDn pages · Ctrl + wheel zooms</source>
        <translation>PgUp/PgDn 翻页 · Ctrl + 滚轮缩放</translation>
    </message>
    <message>
        <source>Phones</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Phones on paper leave the encrypted store</source>
        <translation>印出的电话离开加密库</translation>
    </message>
    <message>
        <source>Print call list…</source>
        <translation>打印拜访清单…</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>存成 PDF</translation>
    </message>
    <message>
        <source>Save as workbook</source>
        <translation>存成工作簿</translation>
    </message>
    <message>
        <source>Saved: {file}</source>
        <translation>已保存：{file}</translation>
    </message>
    <message>
        <source>Sent to the printer</source>
        <translation>已送打印机</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translation>清单样式</translation>
    </message>
    <message>
        <source>Sides</source>
        <translation>单双面</translation>
    </message>
    <message>
        <source>Territory</source>
        <translation>片区</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>What is on screen is on paper</source>
        <translation>屏幕上是什么，纸上就是什么</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>谁</translation>
    </message>
    <message>
        <source>Within a tier</source>
        <translation>等级之内</translation>
    </message>
    <message>
        <source>XLSX</source>
        <translation>XLSX</translation>
    </message>
    <message>
        <source>both · staple left</source>
        <translation>双面 · 左侧装订</translation>
    </message>
    <message>
        <source>by district</source>
        <translation>按区县</translation>
    </message>
    <message>
        <source>call-list</source>
        <translation>拜访清单</translation>
    </message>
    <message>
        <source>not divided</source>
        <translation>不再细分</translation>
    </message>
    <message>
        <source>one side</source>
        <translation>单面</translation>
    </message>
</context>
<context>
    <name>CallListTable</name>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Aim</source>
        <translation>目的</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>Best time</source>
        <translation>方便时间</translation>
    </message>
    <message>
        <source>By</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Contact&apos;s phone</source>
        <translation>联系人电话</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>币种</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Days over</source>
        <translation>逾期天数</translation>
    </message>
    <message>
        <source>Deal</source>
        <translation>商机</translation>
    </message>
    <message>
        <source>District</source>
        <translation>区县</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>应访</translation>
    </message>
    <message>
        <source>Goal</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Last attempt</source>
        <translation>上次尝试</translation>
    </message>
    <message>
        <source>Last contact</source>
        <translation>上次联系</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>序号</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>待办</translation>
    </message>
    <message>
        <source>Open deals</source>
        <translation>进行中的商机</translation>
    </message>
    <message>
        <source>Other contacts</source>
        <translation>其他联系人</translation>
    </message>
    <message>
        <source>Other name</source>
        <translation>其他名称</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>综合评分</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>Visits this quarter</source>
        <translation>本季次数</translation>
    </message>
    <message>
        <source>What was said</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>With</source>
        <translation>对方</translation>
    </message>
</context>
<context>
    <name>Choice</name>
    <message>
        <source>brought back</source>
        <translation>已恢复</translation>
    </message>
    <message>
        <source>found again</source>
        <translation>已找回</translation>
    </message>
    <message>
        <source>held back</source>
        <translation>暂缓</translation>
    </message>
    <message>
        <source>is there</source>
        <translation>已上传</translation>
    </message>
    <message>
        <source>lost by a restore</source>
        <translation>恢复时丢失</translation>
    </message>
    <message>
        <source>possible duplicate</source>
        <translation>疑似重复</translation>
    </message>
    <message>
        <source>sent on</source>
        <translation>已转接</translation>
    </message>
    <message>
        <source>two values</source>
        <translation>两个值</translation>
    </message>
</context>
<context>
    <name>Command line</name>
    <message numerus="yes">
        <source>%n conflict waits for a decision.</source>
        <translation>
            <numerusform>%n 个冲突等待决定。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n in all</source>
        <translation>
            <numerusform>共 %n 条</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pages written to {file}</source>
        <translation>
            <numerusform>%n 页已存为 {file}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record waits to be sent.</source>
        <translation>
            <numerusform>%n 条记录等待发送。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record waits until somebody who may decide has looked at it.</source>
        <translation>
            <numerusform>%n 条记录等待有权决定的人查看。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tiers changed</source>
        <translation>
            <numerusform>%n 个等级有变化</numerusform>
        </translation>
    </message>
    <message>
        <source>Another customer is called so too: {ids}. Commands need the id of either.</source>
        <translation>已有同名客户：{ids}。之后的命令须用编号区分。</translation>
    </message>
    <message>
        <source>Attached: {name} ({id})</source>
        <translation>已添加附件：{name}（{id}）</translation>
    </message>
    <message>
        <source>By</source>
        <translation>匹配</translation>
    </message>
    <message>
        <source>COMMAND</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>CRM for field sales. Without a command the window opens.</source>
        <translation>外勤销售的客户关系管理。不带命令则打开窗口。</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>有改动</translation>
    </message>
    <message>
        <source>Copied and verified: {file}</source>
        <translation>已复制并校验：{file}</translation>
    </message>
    <message>
        <source>Criterion</source>
        <translation>指标</translation>
    </message>
    <message numerus="yes">
        <source>Customers that now lie in your territory: %n.</source>
        <translation>
            <numerusform>现在归入您的区域的客户：%n 个。</numerusform>
        </translation>
    </message>
    <message>
        <source>Due</source>
        <translation>应访</translation>
    </message>
    <message>
        <source>Due again</source>
        <translation>下次应访</translation>
    </message>
    <message>
        <source>Exchanging: {count} rows</source>
        <translation>正在同步：{count} 行</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>找到</translation>
    </message>
    <message>
        <source>Fulfils the plan of</source>
        <translation>完成计划</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Last counted</source>
        <translation>上次计入</translation>
    </message>
    <message>
        <source>Last visit</source>
        <translation>上次拜访</translation>
    </message>
    <message>
        <source>Left as it is, changed since: {what}</source>
        <translation>之后改过，未动：{what}</translation>
    </message>
    <message>
        <source>Lists still go by {tier}, of the last evaluation; tier score evaluates anew.</source>
        <translation>清单仍按上次评估的 {tier}；运行 tier score 重新评估。</translation>
    </message>
    <message>
        <source>Looking at what the server has: {count} rows</source>
        <translation>正在查看服务器上的数据：{count} 行</translation>
    </message>
    <message>
        <source>Looking at {what}</source>
        <translation>正在检查{what}</translation>
    </message>
    <message>
        <source>Missing: {0}</source>
        <translation>缺少：{0}</translation>
    </message>
    <message>
        <source>Moved to bin: {title}</source>
        <translation>已移到回收站：{title}</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>No files</source>
        <translation>没有附件</translation>
    </message>
    <message>
        <source>Not understood: {words}</source>
        <translation>看不懂：{words}</translation>
    </message>
    <message>
        <source>Nothing to undo.</source>
        <translation>没有可撤销的。</translation>
    </message>
    <message>
        <source>Nothing was written.</source>
        <translation>没有写入任何内容。</translation>
    </message>
    <message>
        <source>Only the office decides on these, they wait there: {kinds}.</source>
        <translation>以下内容只能由公司决定，正在那里等待：{kinds}。</translation>
    </message>
    <message>
        <source>Passphrase of the store:</source>
        <translation>数据库口令：</translation>
    </message>
    <message>
        <source>Password of {user}:</source>
        <translation>{user} 的密码：</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>读入</translation>
    </message>
    <message>
        <source>Reading {what}: {count} rows</source>
        <translation>正在读 {what}：{count} 行</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Recovery code:</source>
        <translation>恢复码：</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>退回</translation>
    </message>
    <message>
        <source>Restored to {file}</source>
        <translation>已恢复到 {file}</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>分数</translation>
    </message>
    <message>
        <source>Sent {sent}, received {received}, merged {merged}.</source>
        <translation>已发送 {sent}，已接收 {received}，已合并 {merged}。</translation>
    </message>
    <message>
        <source>Signed in at {tenant} as {user}.</source>
        <translation>已以 {user} 的身份登录 {tenant}。</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Store: {file}</source>
        <translation>数据库：{file}</translation>
    </message>
    <message>
        <source>The key is back: {file} opens again</source>
        <translation>密钥已找回：{file} 又能打开了</translation>
    </message>
    <message>
        <source>The program failed: {reason}</source>
        <translation>程序内部出错：{reason}</translation>
    </message>
    <message>
        <source>The program failed: {reason} (details in {file})</source>
        <translation>程序内部出错：{reason}（详情见 {file}）</translation>
    </message>
    <message>
        <source>The store is whole.</source>
        <translation>数据库完好。</translation>
    </message>
    <message>
        <source>The store was empty: its tier bands are read in {unit} {currency}.</source>
        <translation>数据库原为空：分级档位改按每 {unit} {currency} 计。</translation>
    </message>
    <message>
        <source>There is no command {0}</source>
        <translation>没有“{0}”这个命令</translation>
    </message>
    <message>
        <source>Unchanged</source>
        <translation>无变化</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message numerus="yes">
        <source>What this store held goes up: %n record.</source>
        <translation>
            <numerusform>本机原有的数据将上传：%n 条记录。</numerusform>
        </translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Whom to meet</source>
        <translation>见谁</translation>
    </message>
    <message>
        <source>Written to {file}</source>
        <translation>已存为 {file}</translation>
    </message>
    <message>
        <source>Written: {file}</source>
        <translation>已写入：{file}</translation>
    </message>
    <message>
        <source>a fresh store of sample data, its call list, the window</source>
        <translation>新建示例数据，打印拜访清单，打开窗口</translation>
    </message>
    <message>
        <source>add one</source>
        <translation>新增一条</translation>
    </message>
    <message>
        <source>address of the server</source>
        <translation>服务器地址</translation>
    </message>
    <message>
        <source>all of them must be found</source>
        <translation>须全部找到</translation>
    </message>
    <message>
        <source>answer with one JSON document</source>
        <translation>以一个 JSON 文档回答</translation>
    </message>
    <message>
        <source>at most so many</source>
        <translation>最多这么多条</translation>
    </message>
    <message>
        <source>at most so many; without it {count}</source>
        <translation>最多这么多条，默认 {count}</translation>
    </message>
    <message>
        <source>business date instead of today</source>
        <translation>代替今天的业务日期</translation>
    </message>
    <message>
        <source>certificates by which the server&apos;s is checked instead of the system&apos;s</source>
        <translation>用这些证书代替系统证书来核对服务器</translation>
    </message>
    <message>
        <source>change fields of one</source>
        <translation>修改一条的字段</translation>
    </message>
    <message>
        <source>commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>customers that are due, most urgent first</source>
        <translation>到期的客户，最急的在前</translation>
    </message>
    <message>
        <source>day of the next visit, planned at once</source>
        <translation>下次拜访的日期，立即列入计划</translation>
    </message>
    <message>
        <source>do the step undone last again</source>
        <translation>重做最近撤销的一步</translation>
    </message>
    <message>
        <source>evaluate every customer, keep what changed</source>
        <translation>给所有客户评级，有变化的记入历史</translation>
    </message>
    <message numerus="yes">
        <source>every %n days</source>
        <translation>
            <numerusform>每 %n 天</numerusform>
        </translation>
    </message>
    <message>
        <source>exchange with the server now</source>
        <translation>立即与服务器同步</translation>
    </message>
    <message>
        <source>file of the store (also: DESKTOP_CRM_STORE)</source>
        <translation>数据库文件（也可用 DESKTOP_CRM_STORE）</translation>
    </message>
    <message>
        <source>file or folder</source>
        <translation>文件或文件夹</translation>
    </message>
    <message>
        <source>file to attach</source>
        <translation>要添加的文件</translation>
    </message>
    <message>
        <source>file to write</source>
        <translation>要写的文件</translation>
    </message>
    <message>
        <source>files on records: list them, get one</source>
        <translation>记录的附件：列出、取出</translation>
    </message>
    <message>
        <source>find by name, pinyin, initials, phone</source>
        <translation>按名称、拼音、首字母、电话查找</translation>
    </message>
    <message>
        <source>first make search index, tiers and due dates anew from the records</source>
        <translation>先由数据重建搜索索引、等级与应访日</translation>
    </message>
    <message>
        <source>folder for its files; without it, demo/ in the data folder</source>
        <translation>放文件的文件夹，默认为数据文件夹里的 demo/</translation>
    </message>
    <message>
        <source>folder to write to</source>
        <translation>写到哪个文件夹</translation>
    </message>
    <message>
        <source>global options, before or after the command</source>
        <translation>全局选项，放在命令前后均可</translation>
    </message>
    <message>
        <source>hang a file on a record</source>
        <translation>把文件挂到一条记录上</translation>
    </message>
    <message>
        <source>how you met; without it as planned, else in person</source>
        <translation>见面方式；不填则按计划，否则为当面拜访</translation>
    </message>
    <message>
        <source>id of the attachment, its first 8 characters or more, or its name</source>
        <translation>附件的编号、编号前 8 位以上，或名称</translation>
    </message>
    <message>
        <source>id of the item, or its first 8 characters or more</source>
        <translation>该项的 id，或其前 8 个以上字符</translation>
    </message>
    <message>
        <source>id, its first 8 characters or more, or name</source>
        <translation>编号、编号的前 8 位或更多，或名称</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>已导入</translation>
    </message>
    <message>
        <source>kind of the record: {kinds}</source>
        <translation>记录的种类：{kinds}</translation>
    </message>
    <message>
        <source>language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>leave out the first ones</source>
        <translation>略过前面这么多条</translation>
    </message>
    <message>
        <source>let the removals or deletions happen that the last exchange stopped at</source>
        <translation>允许上次同步所中止的移除或删除</translation>
    </message>
    <message>
        <source>list them</source>
        <translation>列出</translation>
    </message>
    <message>
        <source>make the store from a backup</source>
        <translation>从备份恢复数据库</translation>
    </message>
    <message>
        <source>make two records one; undo parts them again</source>
        <translation>把两条记录合为一条；撤销可再分开</translation>
    </message>
    <message>
        <source>mapping to use; without it each table finds its own by its header</source>
        <translation>使用的映射方案，默认按各表的表头识别</translation>
    </message>
    <message>
        <source>mine, theirs, base, both, a value of your own; of what is held back: accept or refuse</source>
        <translation>mine 我的、theirs 对方的、base 原来、both 都留，或自己写的值；被扣留的用 accept 或 refuse</translation>
    </message>
    <message>
        <source>move one to the bin</source>
        <translation>移一条到回收站</translation>
    </message>
    <message>
        <source>new value of a field</source>
        <translation>字段的新值</translation>
    </message>
    <message>
        <source>next step, with its date: send quote next tue</source>
        <translation>下一步，可带日期：发报价 下周二</translation>
    </message>
    <message>
        <source>only these tiers: {tiers}</source>
        <translation>只列这些等级：{tiers}</translation>
    </message>
    <message>
        <source>only these: {states}; without it, all that are due</source>
        <translation>只列这些状态：{states}；默认为所有到期的</translation>
    </message>
    <message>
        <source>only this kind: {kinds}</source>
        <translation>只查这一类：{kinds}</translation>
    </message>
    <message>
        <source>only this look</source>
        <translation>只要这种外观</translation>
    </message>
    <message>
        <source>only this territory and those below it; name or id</source>
        <translation>只列这个片区及其下级，名称或编号</translation>
    </message>
    <message>
        <source>only where this field has this value</source>
        <translation>只列此字段为此值的</translation>
    </message>
    <message>
        <source>only who is due, late or never visited</source>
        <translation>只列到期、逾期或从未拜访的</translation>
    </message>
    <message>
        <source>open the key in it with a passphrase, read from stdin</source>
        <translation>用从标准输入读到的口令打开其中的密钥</translation>
    </message>
    <message>
        <source>options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>pictures instead of the window</source>
        <translation>不开窗口，存成图片</translation>
    </message>
    <message>
        <source>pictures of every pane and dialog</source>
        <translation>每个窗格和对话框的图片</translation>
    </message>
    <message>
        <source>pixels a point</source>
        <translation>每点像素数</translation>
    </message>
    <message>
        <source>prove that the store is whole</source>
        <translation>检查数据库是否完好</translation>
    </message>
    <message>
        <source>put the key back from its recovery code, typed unseen or read from stdin</source>
        <translation>用恢复码找回密钥，恢复码不回显地输入，或从标准输入读取</translation>
    </message>
    <message>
        <source>read files or folders: csv, tsv, xlsx, xls, ods</source>
        <translation>读入文件或文件夹：csv、tsv、xlsx、xls、ods</translation>
    </message>
    <message>
        <source>read the password from the first line of stdin instead of asking for it</source>
        <translation>从标准输入的第一行读取密码，不再询问</translation>
    </message>
    <message>
        <source>references</source>
        <translation>引用关系</translation>
    </message>
    <message>
        <source>say what would happen, write nothing</source>
        <translation>只说会怎样，不写入</translation>
    </message>
    <message>
        <source>search index: {kind}</source>
        <translation>搜索索引：{kind}</translation>
    </message>
    <message>
        <source>settle one; undo takes it back</source>
        <translation>定下一项；可撤销</translation>
    </message>
    <message>
        <source>show one</source>
        <translation>显示一条</translation>
    </message>
    <message>
        <source>show the recovery code; whoever has it and the file can read the data</source>
        <translation>显示恢复码；有了它和文件就能读出数据</translation>
    </message>
    <message>
        <source>show the steps of the last 30 days instead</source>
        <translation>改为列出近 30 天的步骤</translation>
    </message>
    <message>
        <source>show the version</source>
        <translation>显示版本</translation>
    </message>
    <message>
        <source>show this help</source>
        <translation>显示本帮助</translation>
    </message>
    <message>
        <source>similar</source>
        <translation>相近</translation>
    </message>
    <message>
        <source>size of the window</source>
        <translation>窗口大小</translation>
    </message>
    <message>
        <source>take back the latest step</source>
        <translation>撤销最近一步</translation>
    </message>
    <message>
        <source>the backup</source>
        <translation>备份文件</translation>
    </message>
    <message>
        <source>the customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>the file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>the files of a record</source>
        <translation>一条记录的附件</translation>
    </message>
    <message>
        <source>the one that goes: id or name</source>
        <translation>并入的一条：编号或名称</translation>
    </message>
    <message>
        <source>the one that stays: id or name</source>
        <translation>留下的一条：编号或名称</translation>
    </message>
    <message>
        <source>the recovery code of the store</source>
        <translation>数据库的恢复码</translation>
    </message>
    <message>
        <source>three laptops and a server: work offline, a conflict, a customer that moves</source>
        <translation>三台电脑和一台服务器：离线工作、一个冲突、一家客户换区域</translation>
    </message>
    <message>
        <source>tiers and due dates</source>
        <translation>等级与到期日</translation>
    </message>
    <message>
        <source>tiers of customers</source>
        <translation>客户等级</translation>
    </message>
    <message>
        <source>undone</source>
        <translation>已撤销</translation>
    </message>
    <message>
        <source>usage: </source>
        <translation>用法：</translation>
    </message>
    <message>
        <source>value of a field</source>
        <translation>字段的值</translation>
    </message>
    <message>
        <source>what both are (customer)</source>
        <translation>两者的种类（customer）</translation>
    </message>
    <message>
        <source>what happened</source>
        <translation>谈了什么</translation>
    </message>
    <message>
        <source>what is open, newest first</source>
        <translation>列出待定项，新的在前</translation>
    </message>
    <message>
        <source>what the server calls this laptop; without it the name of the computer</source>
        <translation>服务器对本机的称呼；不填则用计算机名</translation>
    </message>
    <message>
        <source>what two people changed at the same time</source>
        <translation>两人同时改过的内容</translation>
    </message>
    <message>
        <source>when it began: 14:00, yesterday 15:00, 2026-11-26; without it, it just ended</source>
        <translation>何时开始：14:00、昨天 15:00、2026-11-26；默认为刚刚结束</translation>
    </message>
    <message>
        <source>where two become one: a field in which the one that goes is right; may be given again</source>
        <translation>两条合一时：以被并入者为准的字段；可多次给出</translation>
    </message>
    <message>
        <source>who was not there after all</source>
        <translation>实际不在场的人</translation>
    </message>
    <message>
        <source>who was there; an unknown name becomes a contact</source>
        <translation>谁在场；没有的姓名会新增为联系人</translation>
    </message>
    <message>
        <source>whom to see next, ordered by tier</source>
        <translation>接下来该见谁，按等级排列</translation>
    </message>
    <message>
        <source>whom you visited</source>
        <translation>拜访了谁</translation>
    </message>
    <message>
        <source>why a customer has its tier</source>
        <translation>客户为什么是这个等级</translation>
    </message>
    <message>
        <source>words</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>work with a server from now on, and exchange</source>
        <translation>从现在起与服务器一起工作，并立即同步</translation>
    </message>
    <message>
        <source>wrap the key into it under a passphrase, read from stdin</source>
        <translation>把密钥用从标准输入读到的口令包在里面</translation>
    </message>
    <message>
        <source>write a file of a record out</source>
        <translation>把一条记录的附件写成文件</translation>
    </message>
    <message>
        <source>write a verified copy of the store</source>
        <translation>写一份校验过的数据库副本</translation>
    </message>
    <message>
        <source>write down a visit that took place</source>
        <translation>记录已发生的拜访</translation>
    </message>
    <message>
        <source>write it as a workbook</source>
        <translation>存为工作簿</translation>
    </message>
    <message>
        <source>write it for printing</source>
        <translation>存为可打印的 PDF</translation>
    </message>
    <message>
        <source>write nothing if any row is bad</source>
        <translation>有一行不合格就什么都不写入</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>your name there</source>
        <translation>在该服务器上的用户名</translation>
    </message>
    <message>
        <source>{0} needs a value</source>
        <translation>{0} 需要一个值</translation>
    </message>
    <message>
        <source>{0} takes no value</source>
        <translation>{0} 不带值</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
    <message>
        <source>{field} of {record}</source>
        <translation>{record}的{field}</translation>
    </message>
    <message>
        <source>{file}, row {row}: {reason}</source>
        <translation>{file} 第 {row} 行：{reason}</translation>
    </message>
    <message>
        <source>{file}: nothing is made of these columns: {columns}</source>
        <translation>{file}：这些列没有用到：{columns}</translation>
    </message>
    <message>
        <source>{heading}:</source>
        <translation>{heading}：</translation>
    </message>
    <message>
        <source>{kinds}: list, show, add, edit, delete</source>
        <translation>{kinds}：列出、显示、新增、修改、删除</translation>
    </message>
    <message>
        <source>{reason} (see {command} --help)</source>
        <translation>{reason}（见 {command} --help）</translation>
    </message>
    <message>
        <source>{shown} of {total}</source>
        <translation>{total} 条中的 {shown} 条</translation>
    </message>
    <message>
        <source>{tier} by hand ({reason}); computed {computed}</source>
        <translation>手动定为 {tier}（{reason}）；按分数是 {computed}</translation>
    </message>
    <message>
        <source>{tier} by hand until {day} ({reason}); computed {computed}</source>
        <translation>手动定为 {tier}，到 {day}（{reason}）；按分数是 {computed}</translation>
    </message>
    <message>
        <source>{value}, in force</source>
        <translation>{value}，现用</translation>
    </message>
    <message>
        <source>“desktop-crm check --repair” makes search index, tiers and due dates anew.</source>
        <translation>运行“desktop-crm check --repair”可重建搜索索引、等级与应访日。</translation>
    </message>
    <message>
        <source>“{field}” is given twice</source>
        <translation>“{field}”给了两次</translation>
    </message>
    <message>
        <source>“{text}” is none of {words}</source>
        <translation>“{text}”不在这些之中：{words}</translation>
    </message>
    <message>
        <source>“{text}” is not FIELD=VALUE</source>
        <translation>“{text}”不是 字段=值</translation>
    </message>
    <message>
        <source>“{text}” is not a date</source>
        <translation>“{text}”不是日期</translation>
    </message>
    <message>
        <source>“{text}” is not a factor from 0.5 to 4</source>
        <translation>“{text}”不是 0.5 到 4 的倍数</translation>
    </message>
    <message>
        <source>“{text}” is not a file name</source>
        <translation>“{text}”不是文件名</translation>
    </message>
    <message>
        <source>“{text}” is not a size from {smallest} to {largest}</source>
        <translation>“{text}”不是 {smallest} 到 {largest} 之间的大小</translation>
    </message>
    <message>
        <source>“{text}” is not a size such as 1280x800</source>
        <translation>“{text}”不是 1280x800 这样的大小</translation>
    </message>
    <message>
        <source>“{text}” is not a whole number from 0 to {highest}</source>
        <translation>“{text}”不是 0 到 {highest} 的整数</translation>
    </message>
    <message>
        <source>… and {count} more; --json names all</source>
        <translation>… 还有 {count} 条；--json 列出全部</translation>
    </message>
</context>
<context>
    <name>Contact</name>
    <message>
        <source>Champion</source>
        <translation>支持者</translation>
    </message>
    <message>
        <source>Decision maker</source>
        <translation>决策者</translation>
    </message>
    <message>
        <source>Economic buyer</source>
        <translation>经济决策者</translation>
    </message>
    <message>
        <source>Employee</source>
        <translation>客户员工</translation>
    </message>
    <message>
        <source>End user</source>
        <translation>使用者</translation>
    </message>
    <message>
        <source>Engineer</source>
        <translation>工程师</translation>
    </message>
    <message>
        <source>Executive</source>
        <translation>高层</translation>
    </message>
    <message>
        <source>Executive sponsor</source>
        <translation>高层支持者</translation>
    </message>
    <message>
        <source>External influencer</source>
        <translation>外部影响者</translation>
    </message>
    <message>
        <source>Gatekeeper</source>
        <translation>把关者</translation>
    </message>
    <message>
        <source>Influencer</source>
        <translation>影响者</translation>
    </message>
    <message>
        <source>Manager</source>
        <translation>中层</translation>
    </message>
    <message>
        <source>Neutral</source>
        <translation>中立</translation>
    </message>
    <message>
        <source>Opponent</source>
        <translation>反对</translation>
    </message>
    <message>
        <source>Purchaser</source>
        <translation>采购</translation>
    </message>
    <message>
        <source>Staff</source>
        <translation>基层</translation>
    </message>
    <message>
        <source>Supporter</source>
        <translation>支持</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
</context>
<context>
    <name>Contacts</name>
    <message numerus="yes">
        <source>%n contacts moved to bin</source>
        <translation>
            <numerusform>已将 %n 位联系人移到回收站</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n visits</source>
        <translation>
            <numerusform>%n 次拜访</numerusform>
        </translation>
    </message>
    <message>
        <source>About this person</source>
        <translation>个人情况</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>回到列表</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Copied: {number}</source>
        <translation>已复制：{number}</translation>
    </message>
    <message>
        <source>Copy phone number</source>
        <translation>复制电话</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Do not contact</source>
        <translation>勿联系</translation>
    </message>
    <message>
        <source>How to reach</source>
        <translation>联系方式</translation>
    </message>
    <message>
        <source>Last met</source>
        <translation>上次见面</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Moved to bin: {name}</source>
        <translation>已移到回收站：{name}</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Name, pinyin, initials, phone</source>
        <translation>姓名、拼音、首字母、电话尾号</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>New contact</source>
        <translation>新建联系人</translation>
    </message>
    <message>
        <source>New contact “{text}”</source>
        <translation>新建联系人“{text}”</translation>
    </message>
    <message>
        <source>No contacts yet.</source>
        <translation>还没有联系人。</translation>
    </message>
    <message>
        <source>No phone and no e-mail yet.</source>
        <translation>还没有电话和邮箱。</translation>
    </message>
    <message>
        <source>No role yet</source>
        <translation>角色未定</translation>
    </message>
    <message>
        <source>Nobody for “{text}”. Search is by name, pinyin, initials, phone.</source>
        <translation>没有“{text}”。可按姓名、拼音、首字母、电话查。</translation>
    </message>
    <message>
        <source>Nobody has this role.</source>
        <translation>没有这种角色的人。</translation>
    </message>
    <message>
        <source>Open customer {name}</source>
        <translation>打开客户 {name}</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Stance</source>
        <translation>态度</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>拜访</translation>
    </message>
    <message>
        <source>decides</source>
        <translation>决策人</translation>
    </message>
    <message>
        <source>last {day}</source>
        <translation>上次 {day}</translation>
    </message>
    <message>
        <source>not met</source>
        <translation>未接触</translation>
    </message>
    <message>
        <source>trust {n} of 5</source>
        <translation>信任 {n} / 5</translation>
    </message>
    <message>
        <source>{edit} edit</source>
        <translation>{edit} 编辑</translation>
    </message>
    <message>
        <source>{name}, decides</source>
        <translation>{name}，决策人</translation>
    </message>
    <message>
        <source>↑↓ move   Enter open   Space copy phone   V log visit</source>
        <translation>↑↓ 移动   回车 打开   空格 复制电话   V 记录拜访</translation>
    </message>
</context>
<context>
    <name>Crash</name>
    <message>
        <source>Something went wrong</source>
        <translation>程序内部出错</translation>
    </message>
    <message>
        <source>Something went wrong inside the program, it goes on: {reason}</source>
        <translation>程序内部出错，可继续使用：{reason}</translation>
    </message>
    <message>
        <source>Something went wrong inside the program, it goes on: {reason} (details in {file})</source>
        <translation>程序内部出错，可继续使用：{reason}（详见 {file}）</translation>
    </message>
</context>
<context>
    <name>Criterion</name>
    <message>
        <source>Annual purchase amount</source>
        <translation>年度采购金额</translation>
    </message>
    <message>
        <source>Influence</source>
        <translation>影响力</translation>
    </message>
    <message>
        <source>Market influence</source>
        <translation>市场影响力</translation>
    </message>
    <message>
        <source>Potential</source>
        <translation>潜力</translation>
    </message>
    <message>
        <source>Potential value</source>
        <translation>潜在价值</translation>
    </message>
    <message>
        <source>Profit</source>
        <translation>利润</translation>
    </message>
    <message>
        <source>Profit contribution</source>
        <translation>利润贡献</translation>
    </message>
    <message>
        <source>Purchases</source>
        <translation>采购额</translation>
    </message>
    <message>
        <source>Years</source>
        <translation>年限</translation>
    </message>
    <message>
        <source>Years of cooperation</source>
        <translation>合作年限</translation>
    </message>
    <message>
        <source>annual purchase amount</source>
        <translation>年度采购金额</translation>
    </message>
    <message>
        <source>market influence</source>
        <translation>市场影响力</translation>
    </message>
    <message>
        <source>potential value</source>
        <translation>潜在价值</translation>
    </message>
    <message>
        <source>profit contribution</source>
        <translation>利润贡献</translation>
    </message>
    <message>
        <source>years of cooperation</source>
        <translation>合作年限</translation>
    </message>
</context>
<context>
    <name>Customer</name>
    <message>
        <source>Adviser and partner</source>
        <translation>顾问伙伴</translation>
    </message>
    <message>
        <source>By the contract</source>
        <translation>遵守合约</translation>
    </message>
    <message>
        <source>Churned</source>
        <translation>流失</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>Digital platform</source>
        <translation>数字平台</translation>
    </message>
    <message>
        <source>Existing customer</source>
        <translation>老客户</translation>
    </message>
    <message>
        <source>Friendly</source>
        <translation>朋友式</translation>
    </message>
    <message>
        <source>Growing together</source>
        <translation>共同成长</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>跟进中</translation>
    </message>
    <message>
        <source>Loyal customer</source>
        <translation>忠实客户</translation>
    </message>
    <message>
        <source>Manufacturing</source>
        <translation>制造业</translation>
    </message>
    <message>
        <source>Not started</source>
        <translation>未跟进</translation>
    </message>
    <message>
        <source>Official customer</source>
        <translation>正式客户</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Prospect</source>
        <translation>潜在客户</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>服务型</translation>
    </message>
    <message>
        <source>Waiting for the customer</source>
        <translation>待客户答复</translation>
    </message>
    <message>
        <source>Wholesale and distribution</source>
        <translation>批发和分销</translation>
    </message>
    <message>
        <source>Win back</source>
        <translation>召回</translation>
    </message>
</context>
<context>
    <name>CustomerField</name>
    <message>
        <source>Hits</source>
        <translation>查到的客户</translation>
    </message>
    <message>
        <source>Name, pinyin, initials, phone</source>
        <translation>名称、拼音、首字母、电话</translation>
    </message>
    <message>
        <source>Nothing for “{text}”. Search is by name, pinyin, initials, phone.</source>
        <translation>没有“{text}”。可按名称、拼音、首字母、电话查。</translation>
    </message>
</context>
<context>
    <name>Customers</name>
    <message numerus="yes">
        <source>%n customers moved to bin</source>
        <translation>
            <numerusform>已将 %n 家客户移到回收站</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entries</source>
        <translation>
            <numerusform>%n 条</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more open deals</source>
        <translation>
            <numerusform>还有 %n 个进行中的商机</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more open tasks</source>
        <translation>
            <numerusform>还有 %n 个未完成任务</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n visits</source>
        <translation>
            <numerusform>共联系 %n 次</numerusform>
        </translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>回到列表</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>变更</translation>
    </message>
    <message>
        <source>Changes of tier and stages</source>
        <translation>等级与阶段的变更</translation>
    </message>
    <message>
        <source>City</source>
        <translation>城市</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Composite score</source>
        <translation>综合评分</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Copied: {number}</source>
        <translation>已复制：{number}</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Customers</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Deal</source>
        <translation>商机</translation>
    </message>
    <message>
        <source>Deals</source>
        <translation>商机</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>应访</translation>
    </message>
    <message>
        <source>Due or late</source>
        <translation>到期与逾期</translation>
    </message>
    <message>
        <source>Enter inputs</source>
        <translation>填写评分项</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>重新评估</translation>
    </message>
    <message numerus="yes">
        <source>Evaluated: %n customers changed</source>
        <translation>
            <numerusform>已评估：%n 家有变化</numerusform>
        </translation>
    </message>
    <message>
        <source>Key account</source>
        <translation>大客户</translation>
    </message>
    <message>
        <source>Last attempt</source>
        <translation>上次尝试</translation>
    </message>
    <message>
        <source>Last contact</source>
        <translation>最近联系</translation>
    </message>
    <message>
        <source>Last met</source>
        <translation>上次见面</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Moved to bin: {name}</source>
        <translation>已移到回收站：{name}</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Name, pinyin, initials, phone</source>
        <translation>名称、拼音、首字母、电话尾号</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>New contact</source>
        <translation>新建联系人</translation>
    </message>
    <message>
        <source>New customer</source>
        <translation>新建客户</translation>
    </message>
    <message>
        <source>New customer “{text}”</source>
        <translation>新建客户“{text}”</translation>
    </message>
    <message>
        <source>Next due</source>
        <translation>下次应访</translation>
    </message>
    <message>
        <source>No contacts yet.</source>
        <translation>还没有联系人。</translation>
    </message>
    <message>
        <source>No customer fits these filters.</source>
        <translation>没有符合筛选的客户。</translation>
    </message>
    <message>
        <source>No customers yet.</source>
        <translation>还没有客户。</translation>
    </message>
    <message>
        <source>No deals yet.</source>
        <translation>还没有商机。</translation>
    </message>
    <message>
        <source>Nothing for “{text}”. Search is by name, pinyin, initials, phone.</source>
        <translation>没有“{text}”。可按名称、拼音、首字母、电话查。</translation>
    </message>
    <message>
        <source>Nothing has changed yet: no evaluation, no deal.</source>
        <translation>还没有变更：未评估，也没有商机。</translation>
    </message>
    <message>
        <source>Only tiers A to D have a strategy.</source>
        <translation>只有 A 到 D 级有服务策略。</translation>
    </message>
    <message>
        <source>Open deals</source>
        <translation>进行中的商机</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>负责人</translation>
    </message>
    <message>
        <source>Parts of the page</source>
        <translation>页面各部分</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Phone numbers</source>
        <translation>电话号码</translation>
    </message>
    <message>
        <source>Purchases 12 m</source>
        <translation>近 12 月采购</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>评分</translation>
    </message>
    <message>
        <source>Service strategy</source>
        <translation>服务策略</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Territory</source>
        <translation>片区</translation>
    </message>
    <message>
        <source>The computed tier is in force again</source>
        <translation>已恢复按分数定级</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>拜访</translation>
    </message>
    <message>
        <source>attempt {day}</source>
        <translation>尝试 {day}</translation>
    </message>
    <message>
        <source>changed {day}</source>
        <translation>{day} 修改</translation>
    </message>
    <message>
        <source>created {day}</source>
        <translation>{day} 建立</translation>
    </message>
    <message>
        <source>evaluated so far: {tier}</source>
        <translation>上次评估：{tier}</translation>
    </message>
    <message numerus="yes">
        <source>every %n d</source>
        <translation>
            <numerusform>每 %n 天</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n days</source>
        <translation>
            <numerusform>每 %n 天</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n days, by any counted contact</source>
        <translation>
            <numerusform>每 %n 天，计入的联系都算</numerusform>
        </translation>
    </message>
    <message>
        <source>last {day}</source>
        <translation>上次 {day}</translation>
    </message>
    <message>
        <source>no contact yet</source>
        <translation>尚未联系</translation>
    </message>
    <message>
        <source>no record</source>
        <translation>无记录</translation>
    </message>
    <message>
        <source>not met</source>
        <translation>未接触</translation>
    </message>
    <message>
        <source>not rated</source>
        <translation>未评级</translation>
    </message>
    <message>
        <source>number elsewhere: {number}</source>
        <translation>外部编号：{number}</translation>
    </message>
    <message>
        <source>own cadence</source>
        <translation>本客户</translation>
    </message>
    <message>
        <source>source: {source}</source>
        <translation>来源：{source}</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>{edit} edit · {tier} tier by hand · {why} why</source>
        <translation>{edit} 编辑 · {tier} 手动定级 · {why} 为什么</translation>
    </message>
    <message>
        <source>{entries} since {month}</source>
        <translation>{entries} · 自 {month}</translation>
    </message>
    <message numerus="yes">
        <source>{tier} every %n d</source>
        <translation>
            <numerusform>{tier} 每 %n 天</numerusform>
        </translation>
    </message>
    <message>
        <source>{tier} service</source>
        <translation>{tier}服务策略</translation>
    </message>
    <message>
        <source>{tier} set by hand</source>
        <translation>已手动定为 {tier}</translation>
    </message>
    <message>
        <source>{tier}, set by hand</source>
        <translation>{tier}，手动设定</translation>
    </message>
    <message>
        <source>{tier}, {points} points</source>
        <translation>{tier}，{points} 分</translation>
    </message>
    <message>
        <source>↑↓ move   Enter open   V log visit</source>
        <translation>↑↓ 移动   回车 打开   V 记录拜访</translation>
    </message>
</context>
<context>
    <name>Date</name>
    <message numerus="yes">
        <source>%n d</source>
        <translation>
            <numerusform>%n 天</numerusform>
        </translation>
    </message>
    <message>
        <source>Fri</source>
        <translation>周五</translation>
    </message>
    <message>
        <source>Mon</source>
        <translation>周一</translation>
    </message>
    <message>
        <source>Sat</source>
        <translation>周六</translation>
    </message>
    <message>
        <source>Sun</source>
        <translation>周日</translation>
    </message>
    <message>
        <source>Thu</source>
        <translation>周四</translation>
    </message>
    <message>
        <source>Tue</source>
        <translation>周二</translation>
    </message>
    <message>
        <source>Wed</source>
        <translation>周三</translation>
    </message>
    <message>
        <source>today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>tomorrow</source>
        <translation>明天</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>昨天</translation>
    </message>
</context>
<context>
    <name>DateField</name>
    <message>
        <source>Calendar</source>
        <translation>日历</translation>
    </message>
    <message>
        <source>Calendar: Alt+Down</source>
        <translation>日历：Alt+↓</translation>
    </message>
    <message>
        <source>MMMM yyyy</source>
        <translation>yyyy 年 M 月</translation>
    </message>
    <message>
        <source>Next month</source>
        <translation>下个月</translation>
    </message>
    <message>
        <source>Previous month</source>
        <translation>上个月</translation>
    </message>
</context>
<context>
    <name>Demo</name>
    <message>
        <source>A fresh encrypted store</source>
        <translation>新建加密数据库</translation>
    </message>
    <message>
        <source>Every customer scored and tiered</source>
        <translation>所有客户评分并分级</translation>
    </message>
    <message>
        <source>One visit written down</source>
        <translation>记录一次拜访</translation>
    </message>
    <message>
        <source>Pictures of the panes</source>
        <translation>各页面截图</translation>
    </message>
    <message>
        <source>Result of the trial</source>
        <translation>试用结果</translation>
    </message>
    <message>
        <source>Sample people, visits, tasks and tier inputs added</source>
        <translation>补充示例联系人、拜访、任务和分级数据</translation>
    </message>
    <message>
        <source>The real pipeline data imported</source>
        <translation>导入真实销售数据</translation>
    </message>
    <message>
        <source>The tier-based call list as PDF</source>
        <translation>生成分级拜访清单 PDF</translation>
    </message>
    <message>
        <source>Trial ran 200 hours without a fault. They ask for a yearly frame price. #trial</source>
        <translation>试用 200 小时无故障，希望谈年度框架价。#试用</translation>
    </message>
    <message>
        <source>send the frame quote next tue</source>
        <translation>发年度框架报价 下周二</translation>
    </message>
</context>
<context>
    <name>Due</name>
    <message numerus="yes">
        <source>%n d over</source>
        <translation>
            <numerusform>逾期 %n 天</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n days over</source>
        <translation>
            <numerusform>逾期 %n 天</numerusform>
        </translation>
    </message>
    <message>
        <source>due</source>
        <translation>到期</translation>
    </message>
    <message numerus="yes">
        <source>due %n d</source>
        <translation>
            <numerusform>到期 %n 天</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>due %n days ago</source>
        <translation>
            <numerusform>到期 %n 天</numerusform>
        </translation>
    </message>
    <message>
        <source>due soon</source>
        <translation>将到期</translation>
    </message>
    <message>
        <source>due today</source>
        <translation>今天到期</translation>
    </message>
    <message>
        <source>due tomorrow</source>
        <translation>明天到期</translation>
    </message>
    <message>
        <source>due {day}</source>
        <translation>{day} 到期</translation>
    </message>
    <message>
        <source>last counted {day}</source>
        <translation>上次计入 {day}</translation>
    </message>
    <message>
        <source>late</source>
        <translation>逾期</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从未拜访</translation>
    </message>
    <message>
        <source>never visited</source>
        <translation>从未拜访</translation>
    </message>
    <message>
        <source>no counted contact yet</source>
        <translation>尚无计入的联系</translation>
    </message>
    <message>
        <source>no tier</source>
        <translation>暂不分级</translation>
    </message>
    <message>
        <source>not due</source>
        <translation>未到期</translation>
    </message>
    <message>
        <source>not rated, as C</source>
        <translation>未评级按 C 级</translation>
    </message>
    <message>
        <source>own cadence</source>
        <translation>本客户</translation>
    </message>
    <message>
        <source>{every}; {last}</source>
        <translation>{every}；{last}</translation>
    </message>
    <message numerus="yes">
        <source>{letter}: every %n days</source>
        <translation>
            <numerusform>{letter} 级每 %n 天</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{whose}: every %n days</source>
        <translation>
            <numerusform>{whose}每 %n 天</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Error</name>
    <message>
        <source>A customer was evaluated {count} times today already</source>
        <translation>有客户今天已评估 {count} 次</translation>
    </message>
    <message>
        <source>A file was damaged on its way; it is sent once more</source>
        <translation>文件在途中损坏；会重新发送</translation>
    </message>
    <message>
        <source>A password needs at least {least} characters</source>
        <translation>密码至少需要 {least} 个字符</translation>
    </message>
    <message>
        <source>A tier scheme needs cuts for A, B and C</source>
        <translation>分级方案要有 A、B、C 的分界</translation>
    </message>
    <message>
        <source>A tier scheme needs its five criteria in their order</source>
        <translation>分级方案要按顺序列出五项标准</translation>
    </message>
    <message>
        <source>A value is needed</source>
        <translation>必须填写</translation>
    </message>
    <message>
        <source>All row codes of the last 90 days are in use; print fewer lists</source>
        <translation>近 90 天的行码已用完，请少打印几份清单</translation>
    </message>
    <message>
        <source>Another program is exchanging with the server just now; try again in a moment</source>
        <translation>另一个程序正在与服务器同步，请稍后再试</translation>
    </message>
    <message>
        <source>Another program is writing to the store; try again in a moment</source>
        <translation>另一个程序正在写数据库，请稍后再试</translation>
    </message>
    <message>
        <source>Another window of this program has the store open</source>
        <translation>本程序的另一个窗口已打开这个数据库</translation>
    </message>
    <message>
        <source>Both are the same person</source>
        <translation>双方是同一人</translation>
    </message>
    <message>
        <source>Business date</source>
        <translation>业务日期</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Entries of this history are never changed or deleted</source>
        <translation>这类历史记录不能修改或删除</translation>
    </message>
    <message>
        <source>Files hang on customers, contacts, visits and deals, not on other records</source>
        <translation>附件只能挂在客户、联系人、拜访和商机上，不能挂在其他记录上</translation>
    </message>
    <message>
        <source>Its passphrase is needed: type it in the window or at a terminal, or set DESKTOP_CRM_PASSPHRASE</source>
        <translation>需要它的口令：请在窗口或终端里输入，或设置 DESKTOP_CRM_PASSPHRASE</translation>
    </message>
    <message>
        <source>Next visit</source>
        <translation>下次拜访</translation>
    </message>
    <message>
        <source>No key for this store, neither in the key ring nor in a key file beside it nor in DESKTOP_CRM_KEY: the window and “desktop-crm key recover” take its recovery code</source>
        <translation>找不到这个数据库的密钥：钥匙串里没有，旁边没有密钥文件，DESKTOP_CRM_KEY 也没有设置；可在窗口里或用“desktop-crm key recover”输入恢复码</translation>
    </message>
    <message>
        <source>No key ring takes the key here: open the window or a terminal to choose a passphrase, or set DESKTOP_CRM_PASSPHRASE or DESKTOP_CRM_KEY</source>
        <translation>本机没有可用的钥匙串来存密钥：请在窗口或终端里设一个口令，或设置 DESKTOP_CRM_PASSPHRASE 或 DESKTOP_CRM_KEY</translation>
    </message>
    <message>
        <source>No tier is set by hand here</source>
        <translation>这里没有手动定级</translation>
    </message>
    <message>
        <source>Nothing to redo</source>
        <translation>没有可重做的</translation>
    </message>
    <message>
        <source>Nothing to undo</source>
        <translation>没有可撤销的</translation>
    </message>
    <message>
        <source>One process serves an SQLite file; several (--workers) need PostgreSQL, and at least one is needed</source>
        <translation>SQLite 文件只能由一个进程提供服务；多个进程（--workers）需要 PostgreSQL，且至少要有一个</translation>
    </message>
    <message>
        <source>Only a manager decides about what is held back: {value}</source>
        <translation>被扣留的只由经理决定：{value}</translation>
    </message>
    <message>
        <source>Only a manager or the office changes this</source>
        <translation>这一项只有经理或办公室可以改</translation>
    </message>
    <message>
        <source>Outcome missing: press 1–5</source>
        <translation>还差结果：按 1–5</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>口令</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Planned visit</source>
        <translation>计划中的拜访</translation>
    </message>
    <message>
        <source>Records of this kind are not merged</source>
        <translation>此类记录不能合并</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>恢复码</translation>
    </message>
    <message>
        <source>Refused: {code} {where}</source>
        <translation>未执行：{code} {where}</translation>
    </message>
    <message>
        <source>Row {row} cannot be imported (rejected rows: {count}); nothing was written</source>
        <translation>第 {row} 行无法导入（共退回 {count} 行）；什么都没有写入</translation>
    </message>
    <message>
        <source>Row {row} is too long, from column {field} on; is a quotation mark missing?</source>
        <translation>第 {row} 行从“{field}”列起太长，是不是少了一个引号？</translation>
    </message>
    <message>
        <source>Say what is to be another: --role, --manager</source>
        <translation>请说明要改什么：--role、--manager</translation>
    </message>
    <message>
        <source>Say with --db or {name} which store is meant</source>
        <translation>请用 --db 或 {name} 指明要使用的数据库</translation>
    </message>
    <message>
        <source>Server and laptop disagree about how much of a file was sent; it goes on</source>
        <translation>服务器与电脑对文件已发送多少的记录不一致；会继续发送</translation>
    </message>
    <message>
        <source>Server and laptop disagree about what was sent; nothing was changed, please tell your administrator</source>
        <translation>服务器与本机对已发送内容的记录不一致；未作任何改动，请告知管理员</translation>
    </message>
    <message>
        <source>Settled already: {value}. Change the record itself</source>
        <translation>已经定过：{value}。请直接改记录</translation>
    </message>
    <message>
        <source>Something else than the server answered, perhaps a sign-in page of the network; nothing was changed</source>
        <translation>应答的不是服务器，可能是网络的登录页面；未作任何改动</translation>
    </message>
    <message>
        <source>Something went wrong inside the program; nothing was saved</source>
        <translation>程序内部出错，内容未保存</translation>
    </message>
    <message>
        <source>TLS needs both, --cert and --key</source>
        <translation>TLS 需要同时给出 --cert 和 --key</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation>这一步没有做成</translation>
    </message>
    <message>
        <source>The certificate and its key cannot be read, or do not belong together</source>
        <translation>证书或其私钥无法读取，或二者不匹配</translation>
    </message>
    <message>
        <source>The columns fit no known table. Found: {found}. The nearest one, {nearest}, has: {expected}</source>
        <translation>列名对不上任何已知的表。读到：{found}。最接近的“{nearest}”应有：{expected}</translation>
    </message>
    <message>
        <source>The copy is not what the store is ({reason}); it was thrown away</source>
        <translation>副本与数据库不一致（{reason}）；已丢弃</translation>
    </message>
    <message>
        <source>The disk is full: nothing was written, what was saved before is safe</source>
        <translation>磁盘满了，这次没有写入；以前保存的都在</translation>
    </message>
    <message>
        <source>The end lies before the start</source>
        <translation>结束时间早于开始时间</translation>
    </message>
    <message>
        <source>The file could not be opened: {reason}</source>
        <translation>文件打不开：{reason}</translation>
    </message>
    <message>
        <source>The file could not be read or written: {reason}</source>
        <translation>文件读写失败：{reason}</translation>
    </message>
    <message>
        <source>The file is empty</source>
        <translation>文件是空的</translation>
    </message>
    <message>
        <source>The file is neither UTF-8 nor GB18030 text, first in line {row}</source>
        <translation>文件不是 UTF-8 或 GB18030 文本（首先在第 {row} 行）</translation>
    </message>
    <message>
        <source>The file is not what its checksum says; it is fetched once more with the next exchange</source>
        <translation>文件与校验和不符；下次同步时会重新获取</translation>
    </message>
    <message>
        <source>The file is protected by a password</source>
        <translation>文件有密码保护</translation>
    </message>
    <message>
        <source>The file is too large to be read safely</source>
        <translation>文件太大，无法安全读取</translation>
    </message>
    <message>
        <source>The folder holds no file of these kinds: {kinds}</source>
        <translation>文件夹里没有这些类型的文件：{kinds}</translation>
    </message>
    <message>
        <source>The header in row {row} holds a character that is no text</source>
        <translation>第 {row} 行的表头含有非文字字符</translation>
    </message>
    <message>
        <source>The import profile is faulty: {reason}</source>
        <translation>导入方案有误：{reason}</translation>
    </message>
    <message>
        <source>The key does not fit this store, or this is not a store; it was left untouched</source>
        <translation>密钥与数据库不符，或这不是数据库；原样未动</translation>
    </message>
    <message>
        <source>The key file cannot be read; the data is untouched</source>
        <translation>密钥文件读不出来，数据未动</translation>
    </message>
    <message>
        <source>The key must be 64 hexadecimal digits</source>
        <translation>密钥必须是 64 位十六进制数字</translation>
    </message>
    <message>
        <source>The key ring is locked or does not answer: unlock it and try again; the data is untouched</source>
        <translation>钥匙串已锁住或没有响应：请先解锁再试；数据未动</translation>
    </message>
    <message>
        <source>The key set there is not the key of this store</source>
        <translation>那里设置的密钥不是这个数据库的</translation>
    </message>
    <message>
        <source>The list cannot be ordered by this</source>
        <translation>列表不能按这一项排序</translation>
    </message>
    <message>
        <source>The message is too large: {size} bytes, at most {limit}</source>
        <translation>消息过大：{size} 字节，最多 {limit} 字节</translation>
    </message>
    <message>
        <source>The passphrase is wrong</source>
        <translation>口令不对</translation>
    </message>
    <message>
        <source>The password was changed: sign in again, nothing is lost</source>
        <translation>密码已更改：请重新登录，数据没有丢失</translation>
    </message>
    <message>
        <source>The place cannot be written to; nothing was changed</source>
        <translation>这个位置不能写入，什么都没有改动</translation>
    </message>
    <message>
        <source>The printer did not take the pages</source>
        <translation>打印机没有接收页面</translation>
    </message>
    <message>
        <source>The record refers to one that is not there</source>
        <translation>记录指向的对象不存在</translation>
    </message>
    <message>
        <source>The recovery code is mistyped: 55 letters and digits</source>
        <translation>恢复码有误：应为 55 个字母和数字</translation>
    </message>
    <message>
        <source>The row has {found} columns, the header {expected}</source>
        <translation>这一行有 {found} 列，表头有 {expected} 列</translation>
    </message>
    <message>
        <source>The same record stands in row {first} already</source>
        <translation>与第 {first} 行是同一条记录</translation>
    </message>
    <message>
        <source>The search index is damaged; run “desktop-crm check --repair”</source>
        <translation>搜索索引已损坏，请运行“desktop-crm check --repair”</translation>
    </message>
    <message>
        <source>The server cannot answer at this address: {reason}</source>
        <translation>服务器无法使用此地址：{reason}</translation>
    </message>
    <message>
        <source>The server cannot be reached; what you typed stays here: {reason}</source>
        <translation>无法连接服务器；您录入的内容保留在本机：{reason}</translation>
    </message>
    <message>
        <source>The server could not read the request ({reason}); nothing was changed</source>
        <translation>服务器无法读取请求（{reason}）；未作任何改动</translation>
    </message>
    <message>
        <source>The server could not read what was sent ({reason}); it stays here</source>
        <translation>服务器无法读取发送的内容（{reason}）；内容仍保留在本机</translation>
    </message>
    <message>
        <source>The server does not have this file, or not for you</source>
        <translation>服务器没有这个文件，或者您无权查看</translation>
    </message>
    <message>
        <source>The server does not know this laptop: sign in again, nothing is lost</source>
        <translation>服务器不认识本机：请重新登录，数据没有丢失</translation>
    </message>
    <message>
        <source>The server has another laptop of this id</source>
        <translation>服务器上已有另一台使用此标识的电脑</translation>
    </message>
    <message>
        <source>The server has no room left; what you typed stays here and is sent later</source>
        <translation>服务器空间已满；您录入的内容保留在本机，稍后发送</translation>
    </message>
    <message>
        <source>The server has no sealed key of this laptop</source>
        <translation>服务器没有这台电脑的密封密钥</translation>
    </message>
    <message>
        <source>The server is busy; it is tried again by itself</source>
        <translation>服务器忙；会自动重试</translation>
    </message>
    <message>
        <source>The server is not installed here: install desktop-crm[server]</source>
        <translation>这里没有安装服务器：请安装 desktop-crm[server]</translation>
    </message>
    <message>
        <source>The server never came to an end; it is tried again later</source>
        <translation>服务器一直没有结束；稍后重试</translation>
    </message>
    <message>
        <source>The server wants to take unusually many records from this laptop; nothing goes until you agree ({count})</source>
        <translation>服务器要从本机移除的记录比平常多；在您同意之前不会移除（{count} 条）</translation>
    </message>
    <message>
        <source>The server&apos;s store cannot be reached or read: {reason}</source>
        <translation>无法连接或读取服务器数据库：{reason}</translation>
    </message>
    <message>
        <source>The sign-in has expired: sign in again, nothing is lost</source>
        <translation>登录已过期：请重新登录，数据没有丢失</translation>
    </message>
    <message>
        <source>The store could not be brought to the new version; it is unchanged, a backup lies at {backup}</source>
        <translation>数据库没有升级到新版本，原样未动，备份在 {backup}</translation>
    </message>
    <message>
        <source>The store file is damaged or cut short; it was left untouched, restore a backup</source>
        <translation>数据库文件损坏或不完整，原样未动，请用备份恢复</translation>
    </message>
    <message>
        <source>The store has no tier scheme</source>
        <translation>数据库里没有分级方案</translation>
    </message>
    <message>
        <source>The store holds several companies: say with --tenant which one is meant</source>
        <translation>数据库中有多家公司：请用 --tenant 指明是哪一家</translation>
    </message>
    <message>
        <source>The store is of an older version and has to be brought up to date first</source>
        <translation>数据库是旧版本，要先升级</translation>
    </message>
    <message>
        <source>The store was made by a newer version of this program; it was left untouched</source>
        <translation>数据库由更新的版本建立，原样未动</translation>
    </message>
    <message>
        <source>The text contains a NUL character</source>
        <translation>文本里有 NUL 字符</translation>
    </message>
    <message>
        <source>The text is longer than 1 MiB</source>
        <translation>文本超过 1 MiB</translation>
    </message>
    <message>
        <source>The text must be one line</source>
        <translation>文本只能有一行</translation>
    </message>
    <message>
        <source>The time in which this store opens without its server ended on {until}: connect, then “desktop-crm sync” or “desktop-crm sign-in” opens it again; nothing is lost</source>
        <translation>本数据库可以不连服务器打开的期限已于 {until} 结束：请联网后运行“desktop-crm sync”或“desktop-crm sign-in”，即可重新打开；数据没有丢失</translation>
    </message>
    <message>
        <source>The two do not differ in this, or it is not for you to choose: {value}</source>
        <translation>两条在这一项上没有不同，或不由您选择：{value}</translation>
    </message>
    <message>
        <source>The value is of the wrong type: {value}</source>
        <translation>值的类型不对：{value}</translation>
    </message>
    <message>
        <source>The weights add up to {total} %, not to 100 %</source>
        <translation>权重合计 {total} %，应为 100 %</translation>
    </message>
    <message>
        <source>There is a company “{value}” already</source>
        <translation>公司“{value}”已存在</translation>
    </message>
    <message>
        <source>There is a file of this name already; it was left as it is</source>
        <translation>已有同名文件，原样未动</translation>
    </message>
    <message>
        <source>There is a store at this place already; it was left as it is</source>
        <translation>这个位置已有数据库，原样未动</translation>
    </message>
    <message>
        <source>There is a territory “{value}” at this place already</source>
        <translation>此处已有名为“{value}”的区域</translation>
    </message>
    <message>
        <source>There is an account “{value}” already</source>
        <translation>已有账号“{value}”</translation>
    </message>
    <message>
        <source>There is no display; set QT_QPA_PLATFORM=offscreen to work without one</source>
        <translation>没有显示器；设置 QT_QPA_PLATFORM=offscreen 可以不用屏幕运行</translation>
    </message>
    <message>
        <source>There is no store at this place</source>
        <translation>这个位置没有数据库</translation>
    </message>
    <message>
        <source>There is no store of a server at this place; “init” makes one</source>
        <translation>此处没有服务器数据库；请用“init”创建</translation>
    </message>
    <message>
        <source>There is no such field</source>
        <translation>没有这个字段</translation>
    </message>
    <message>
        <source>There is no such file or folder</source>
        <translation>没有这个文件或文件夹</translation>
    </message>
    <message>
        <source>There is no such filter</source>
        <translation>没有这个筛选条件</translation>
    </message>
    <message>
        <source>There is no such import profile; known are: {known}</source>
        <translation>没有这个导入方案，已有：{known}</translation>
    </message>
    <message>
        <source>There is no such kind of record</source>
        <translation>没有这种记录</translation>
    </message>
    <message>
        <source>There is no {kind} “{value}”</source>
        <translation>没有{kind}“{value}”</translation>
    </message>
    <message>
        <source>There is no {where} “{value}”</source>
        <translation>没有{where}“{value}”</translation>
    </message>
    <message>
        <source>This account is closed; what you typed stays here</source>
        <translation>该账号已停用；您录入的内容都还在本机</translation>
    </message>
    <message>
        <source>This change does not wait any more: {value}</source>
        <translation>这项改动已不在等待：{value}</translation>
    </message>
    <message>
        <source>This is a folder, not a file</source>
        <translation>这是文件夹，不是文件</translation>
    </message>
    <message>
        <source>This is no address of a PostgreSQL database: postgresql://host/name</source>
        <translation>这不是 PostgreSQL 数据库地址：postgresql://主机/名称</translation>
    </message>
    <message>
        <source>This is not a backup of Desktop CRM, or it is not whole</source>
        <translation>这不是 Desktop CRM 的备份，或备份不完整</translation>
    </message>
    <message>
        <source>This is not a file of certificates</source>
        <translation>这不是证书文件</translation>
    </message>
    <message>
        <source>This is not a tier scheme: {reason}</source>
        <translation>这不是分级方案：{reason}</translation>
    </message>
    <message>
        <source>This is not a whole {format} file</source>
        <translation>这不是完整的 {format} 文件</translation>
    </message>
    <message>
        <source>This is not a whole {format} file: it breaks off at row {row}</source>
        <translation>这不是完整的 {format} 文件，到第 {row} 行中断</translation>
    </message>
    <message>
        <source>This is not in your area any more, or never was</source>
        <translation>这不在（或已不在）您的负责范围内</translation>
    </message>
    <message>
        <source>This is not text</source>
        <translation>这不是文本</translation>
    </message>
    <message>
        <source>This is not the recovery code that the key was sealed for</source>
        <translation>这不是该密钥密封时所用的恢复码</translation>
    </message>
    <message>
        <source>This is the only administrator; make another one first</source>
        <translation>这是唯一的管理员；请先设立另一位</translation>
    </message>
    <message>
        <source>This kind of file is not read; these are: {kinds}</source>
        <translation>不支持这种文件，支持：{kinds}</translation>
    </message>
    <message>
        <source>This laptop is suspended: what you type is kept for your manager, nothing new comes in</source>
        <translation>本机已被暂停：您录入的内容会留给主管，不再接收新内容</translation>
    </message>
    <message>
        <source>This server does not know the company “{value}”</source>
        <translation>该服务器上没有公司“{value}”</translation>
    </message>
    <message>
        <source>This store belongs to another company or another server; nothing was sent and nothing was removed</source>
        <translation>此数据库属于另一家公司或另一台服务器；未发送也未移除任何内容</translation>
    </message>
    <message>
        <source>This store is not signed in to a server: use “desktop-crm sign-in”</source>
        <translation>此数据库尚未登录服务器：请使用“desktop-crm sign-in”</translation>
    </message>
    <message>
        <source>This store is that of {value}: whoever else works on this computer has a store of their own (--store)</source>
        <translation>本数据库属于 {value}：在这台计算机上工作的其他人请使用自己的数据库（--store）</translation>
    </message>
    <message>
        <source>This store was copied or restored from a backup: sign in again, then it goes on as a laptop of its own</source>
        <translation>此数据库是复制的或从备份恢复的：请重新登录，之后作为一台新设备继续</translation>
    </message>
    <message>
        <source>This version is too old to receive; what you type is still sent. Please update the program</source>
        <translation>此版本过旧，无法接收更新；您录入的内容仍会发送。请更新程序</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Too many attempts: try again in {minutes} minutes</source>
        <translation>尝试次数过多：请在 {minutes} 分钟后再试</translation>
    </message>
    <message>
        <source>Unusually many deletions wait to be sent; nothing is sent until you agree to them ({count})</source>
        <translation>等待发送的删除比平常多；在您确认之前不会发送（{count} 项）</translation>
    </message>
    <message>
        <source>User or password is wrong</source>
        <translation>用户名或密码错误</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>有效期至</translation>
    </message>
    <message>
        <source>What arrived was damaged on its way; nothing was changed ({reason})</source>
        <translation>收到的数据在途中损坏；未作任何改动（{reason}）</translation>
    </message>
    <message>
        <source>Your administrator has ordered the data on this laptop to be destroyed</source>
        <translation>管理员已下令销毁本机上的数据</translation>
    </message>
    <message>
        <source>Your manager has {value} on the table: it cannot be sent once more before that is decided</source>
        <translation>{value} 正等经理决定：决定之前不能重新发送</translation>
    </message>
    <message>
        <source>Your role reads this; what it can change are your own tasks, notes and visits</source>
        <translation>这个角色只能查看；可以改的是自己的任务、备忘和拜访</translation>
    </message>
    <message>
        <source>access is denied</source>
        <translation>没有访问权限</translation>
    </message>
    <message>
        <source>another program is using it</source>
        <translation>另一个程序正在使用</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>这是文件夹</translation>
    </message>
    <message>
        <source>it is no ordinary file</source>
        <translation>不是普通文件</translation>
    </message>
    <message>
        <source>its certificate is not trusted here</source>
        <translation>本机不信任它的证书</translation>
    </message>
    <message>
        <source>its links lead in a circle</source>
        <translation>链接循环指向自己</translation>
    </message>
    <message>
        <source>no answer came in time</source>
        <translation>超时未应答</translation>
    </message>
    <message>
        <source>no secure connection came about</source>
        <translation>未能建立安全连接</translation>
    </message>
    <message>
        <source>nobody answers there</source>
        <translation>对方没有应答</translation>
    </message>
    <message>
        <source>part of the path is a file and no folder</source>
        <translation>路径中有一段是文件，不是文件夹</translation>
    </message>
    <message>
        <source>something of this name is there already</source>
        <translation>已有同名的文件或文件夹</translation>
    </message>
    <message>
        <source>the connection broke off</source>
        <translation>连接中断</translation>
    </message>
    <message>
        <source>the disk can only be read</source>
        <translation>磁盘只能读取</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>磁盘满了</translation>
    </message>
    <message>
        <source>the disk reports a fault</source>
        <translation>磁盘报告故障</translation>
    </message>
    <message>
        <source>the name is too long</source>
        <translation>名称太长</translation>
    </message>
    <message>
        <source>there is no computer of this name, or no network</source>
        <translation>没有这个名称的计算机，或没有网络</translation>
    </message>
    <message>
        <source>there is no network</source>
        <translation>没有网络</translation>
    </message>
    <message>
        <source>there is no such file or folder</source>
        <translation>没有这个文件或文件夹</translation>
    </message>
    <message>
        <source>there is no way to it in this network</source>
        <translation>当前网络到不了那里</translation>
    </message>
    <message>
        <source>too many files are open</source>
        <translation>打开的文件过多</translation>
    </message>
    <message>
        <source>{kind} “{value}” is not unique</source>
        <translation>{kind}“{value}”不唯一</translation>
    </message>
    <message>
        <source>{place}: {reason}</source>
        <translation>{place}：{reason}</translation>
    </message>
    <message>
        <source>{value} can be reached by other computers: give --cert and --key, or say --insecure-on-this-network if whoever listens in may read everything</source>
        <translation>其他电脑可以访问 {value}：请给出 --cert 和 --key；若允许窃听者读取全部内容，请明确写出 --insecure-on-this-network</translation>
    </message>
    <message>
        <source>{value} has left your area: give the change up, or leave it to your manager</source>
        <translation>{value} 已离开您的区域：请放弃这项改动，或交给经理</translation>
    </message>
    <message>
        <source>{value} has more decimal places than the currency</source>
        <translation>{value} 的小数位多于该币种</translation>
    </message>
    <message>
        <source>{value} has more that hangs on it ({kind}); take that back first</source>
        <translation>{value} 还带着别的（{kind}）；请先撤回那些</translation>
    </message>
    <message>
        <source>{value} is held back: it is accepted or refused</source>
        <translation>{value} 被扣留：只能接受或拒绝</translation>
    </message>
    <message>
        <source>{value} is larger than any amount: at most 15 digits before the point</source>
        <translation>{value} 过大：小数点前最多 15 位</translation>
    </message>
    <message>
        <source>{value} is less than {low}</source>
        <translation>{value} 小于 {low}</translation>
    </message>
    <message>
        <source>{value} is more than {high}</source>
        <translation>{value} 大于 {high}</translation>
    </message>
    <message>
        <source>{value} is no port: 0 to 65535</source>
        <translation>{value} 不是端口：应为 0 到 65535</translation>
    </message>
    <message>
        <source>{value} is not a date; write it as 2026-11-26</source>
        <translation>{value} 不是日期，请写成 2026-11-26</translation>
    </message>
    <message>
        <source>{value} is not between {low} and {high}</source>
        <translation>{value} 不在 {low} 到 {high} 之间</translation>
    </message>
    <message>
        <source>{value} is not held back: there is nothing to accept or refuse</source>
        <translation>{value} 没有被扣留，无从接受或拒绝</translation>
    </message>
    <message>
        <source>{value} is not here any more: the item can only be put away as it is, with what is in force</source>
        <translation>{value} 已不在这里：只能按现用的值收起</translation>
    </message>
    <message>
        <source>{value} is one of several values that belong together: keep one side</source>
        <translation>{value} 是几个连在一起的值之一：请整边保留</translation>
    </message>
    <message>
        <source>{value} is yet to come: plan the visit instead</source>
        <translation>{value} 还没到：请改为约访</translation>
    </message>
    <message>
        <source>{value} lies before the day the deal was opened, {opened}</source>
        <translation>{value} 早于商机的开始日期 {opened}</translation>
    </message>
    <message>
        <source>{value} lies before {year}: no visit is as old as that</source>
        <translation>{value} 早于 {year} 年：没有这么早的拜访</translation>
    </message>
    <message>
        <source>{value} lies in the past</source>
        <translation>{value} 已经过去</translation>
    </message>
    <message>
        <source>{value}: this value is not in your area, nothing was changed</source>
        <translation>{value}：这个值不在您的区域，什么都没改</translation>
    </message>
    <message>
        <source>“{value}” cannot be merged with itself</source>
        <translation>“{value}”不能与自己合并</translation>
    </message>
    <message>
        <source>“{value}” cannot refer to itself</source>
        <translation>“{value}”不能指向自己</translation>
    </message>
    <message>
        <source>“{value}” has not reached the server yet: it is still on the laptop that attached it</source>
        <translation>“{value}”还没有到达服务器：它仍在添加它的那台电脑上</translation>
    </message>
    <message>
        <source>“{value}” holds the customers of no other territory and cannot be deleted</source>
        <translation>“{value}”收纳未划入其他片区的客户，不能删除</translation>
    </message>
    <message>
        <source>“{value}” is neither yes nor no</source>
        <translation>“{value}”既不是“是”也不是“否”</translation>
    </message>
    <message>
        <source>“{value}” is no address of a server: write it as https://crm.example.com</source>
        <translation>“{value}”不是服务器地址：请写成 https://crm.example.com</translation>
    </message>
    <message>
        <source>“{value}” is no currency: write its three letters, such as CNY or EUR</source>
        <translation>“{value}”不是货币代码：请写三个字母，如 CNY、EUR</translation>
    </message>
    <message>
        <source>“{value}” is no time zone: write it as Asia/Shanghai</source>
        <translation>“{value}”不是时区，请写成 Asia/Shanghai 这样的名称</translation>
    </message>
    <message>
        <source>“{value}” is not a date with a time; write it as 2026-11-26T14:00+08:00</source>
        <translation>“{value}”不是带时间的日期，请写成 2026-11-26T14:00+08:00</translation>
    </message>
    <message>
        <source>“{value}” is not a date yet: try “next tue” or 12-01</source>
        <translation>看不懂“{value}”这个日期，试试“下周二”或 12-01</translation>
    </message>
    <message>
        <source>“{value}” is not a number</source>
        <translation>“{value}”不是数字</translation>
    </message>
    <message>
        <source>“{value}” is not a time yet: try “14-1510” or “yesterday 3pm”</source>
        <translation>看不懂“{value}”这个时间，试试“14-1510”或“昨天 15”</translation>
    </message>
    <message>
        <source>“{value}” is not a value of this</source>
        <translation>“{value}”不是这一项的值</translation>
    </message>
    <message>
        <source>“{value}” is not a whole number</source>
        <translation>“{value}”不是整数</translation>
    </message>
    <message>
        <source>“{value}” is not among the attendees of this visit</source>
        <translation>“{value}”不在这次拜访的参会人中</translation>
    </message>
    <message>
        <source>“{value}” is not an id</source>
        <translation>“{value}”不是编号</translation>
    </message>
    <message>
        <source>“{value}” is not encrypted: the address of a server begins with https://</source>
        <translation>“{value}”没有加密：服务器地址应以 https:// 开头</translation>
    </message>
    <message>
        <source>“{value}” is not on this laptop; fetch it while the server is near</source>
        <translation>“{value}”不在这台电脑上；请在连得上服务器时获取</translation>
    </message>
    <message>
        <source>“{value}” is not one of: {choices}</source>
        <translation>“{value}”不在可选值之内：{choices}</translation>
    </message>
    <message>
        <source>“{value}” is not unique: {candidates}</source>
        <translation>“{value}”不唯一：{candidates}</translation>
    </message>
    <message>
        <source>“{value}” is not valid JSON</source>
        <translation>“{value}”不是有效的 JSON</translation>
    </message>
    <message>
        <source>“{value}” is still used: {kind}, {count}</source>
        <translation>“{value}”仍在使用：{kind}，{count} 条</translation>
    </message>
    <message>
        <source>“{value}” is the tier scheme in force: adopt another one before deleting it</source>
        <translation>“{value}”是现行分级方案，请先启用另一方案再删除</translation>
    </message>
    <message>
        <source>“{value}” is to be wiped; that is not taken back</source>
        <translation>“{value}”将被清除；此命令不可撤回</translation>
    </message>
    <message>
        <source>“{value}” is too large: {size} MiB, at most {limit}; nothing was attached</source>
        <translation>“{value}”太大：{size} MiB，最多 {limit}；没有添加任何附件</translation>
    </message>
    <message>
        <source>“{value}” may be there twice: keep mine, theirs, or both</source>
        <translation>“{value}”可能重复：留我的、留对方的，或两条都留</translation>
    </message>
</context>
<context>
    <name>Field</name>
    <message>
        <source>Action</source>
        <translation>服务内容</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>Annual purchase amount</source>
        <translation>年度采购金额</translation>
    </message>
    <message>
        <source>Annual purchase amount, as of</source>
        <translation>年度采购金额：截至</translation>
    </message>
    <message>
        <source>Annual purchase amount, source</source>
        <translation>年度采购金额：来源</translation>
    </message>
    <message>
        <source>Annual revenue</source>
        <translation>年营业额</translation>
    </message>
    <message>
        <source>As of</source>
        <translation>截至</translation>
    </message>
    <message>
        <source>Assigned to</source>
        <translation>负责人</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>原值</translation>
    </message>
    <message>
        <source>Best time</source>
        <translation>方便时间</translation>
    </message>
    <message>
        <source>Business type</source>
        <translation>业务类型</translation>
    </message>
    <message>
        <source>Came from</source>
        <translation>来自</translation>
    </message>
    <message>
        <source>Cares for</source>
        <translation>关注点</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>修改时间</translation>
    </message>
    <message>
        <source>Changed by</source>
        <translation>修改人</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>即时通讯</translation>
    </message>
    <message>
        <source>Checksum</source>
        <translation>校验和</translation>
    </message>
    <message>
        <source>City</source>
        <translation>城市</translation>
    </message>
    <message>
        <source>Closed on</source>
        <translation>结束日期</translation>
    </message>
    <message>
        <source>Composite score</source>
        <translation>综合评分</translation>
    </message>
    <message>
        <source>Consent given</source>
        <translation>已同意</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Cooperation since</source>
        <translation>合作日期</translation>
    </message>
    <message>
        <source>Cooperation since, as of</source>
        <translation>合作日期：截至</translation>
    </message>
    <message>
        <source>Cooperation since, source</source>
        <translation>合作日期：来源</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Created by</source>
        <translation>创建人</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>币种</translation>
    </message>
    <message>
        <source>Currency of the revenue</source>
        <translation>营业额币种</translation>
    </message>
    <message>
        <source>Custom fields</source>
        <translation>自定义字段</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Deal</source>
        <translation>商机</translation>
    </message>
    <message>
        <source>Definition</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>District</source>
        <translation>区县</translation>
    </message>
    <message>
        <source>Do not contact</source>
        <translation>勿联系</translation>
    </message>
    <message>
        <source>Done at</source>
        <translation>完成时间</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>期限</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>电子邮件</translation>
    </message>
    <message>
        <source>Effective on</source>
        <translation>生效日</translation>
    </message>
    <message>
        <source>Employed or outside</source>
        <translation>内部或外部</translation>
    </message>
    <message>
        <source>Employees</source>
        <translation>员工人数</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>结束时间</translation>
    </message>
    <message>
        <source>English name</source>
        <translation>英文名称</translation>
    </message>
    <message>
        <source>Every so many days</source>
        <translation>间隔天数</translation>
    </message>
    <message>
        <source>Expected close date</source>
        <translation>预计成交日期</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Follow-up status</source>
        <translation>跟进状态</translation>
    </message>
    <message>
        <source>For</source>
        <translation>交给</translation>
    </message>
    <message>
        <source>Founded</source>
        <translation>成立年份</translation>
    </message>
    <message>
        <source>From stage</source>
        <translation>原阶段</translation>
    </message>
    <message>
        <source>Future goals</source>
        <translation>未来目标</translation>
    </message>
    <message>
        <source>Held on</source>
        <translation>拜访日期</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Industry</source>
        <translation>行业</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Job title</source>
        <translation>职务</translation>
    </message>
    <message>
        <source>Key account</source>
        <translation>大客户</translation>
    </message>
    <message>
        <source>Kind of record</source>
        <translation>记录类型</translation>
    </message>
    <message>
        <source>Kind of relationship</source>
        <translation>关系类型</translation>
    </message>
    <message>
        <source>Kind of visit</source>
        <translation>拜访类型</translation>
    </message>
    <message>
        <source>Last done</source>
        <translation>上次完成</translation>
    </message>
    <message>
        <source>Last verified</source>
        <translation>上次核实</translation>
    </message>
    <message>
        <source>Latitude</source>
        <translation>纬度</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Lifecycle</source>
        <translation>客户生命周期</translation>
    </message>
    <message>
        <source>List price</source>
        <translation>目录价</translation>
    </message>
    <message>
        <source>Longitude</source>
        <translation>经度</translation>
    </message>
    <message>
        <source>Manager</source>
        <translation>上级</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>利润率</translation>
    </message>
    <message>
        <source>Market influence (1-5)</source>
        <translation>市场影响力（1–5）</translation>
    </message>
    <message>
        <source>Market influence, as of</source>
        <translation>市场影响力：截至</translation>
    </message>
    <message>
        <source>Market influence, source</source>
        <translation>市场影响力：来源</translation>
    </message>
    <message>
        <source>Memo</source>
        <translation>备忘录</translation>
    </message>
    <message>
        <source>Merged into</source>
        <translation>合并到</translation>
    </message>
    <message>
        <source>Merged record</source>
        <translation>被合并的记录</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>我的</translation>
    </message>
    <message>
        <source>Mine at</source>
        <translation>我方填写时间</translation>
    </message>
    <message>
        <source>Mine by</source>
        <translation>我方填写人</translation>
    </message>
    <message>
        <source>Mobile</source>
        <translation>手机</translation>
    </message>
    <message>
        <source>Moved to bin</source>
        <translation>移到回收站的时间</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Next action</source>
        <translation>下一步行动</translation>
    </message>
    <message>
        <source>Next action by</source>
        <translation>下一步期限</translation>
    </message>
    <message>
        <source>Next due</source>
        <translation>下次到期</translation>
    </message>
    <message>
        <source>Next review</source>
        <translation>下次重新评估</translation>
    </message>
    <message>
        <source>Next visit</source>
        <translation>下次拜访</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Number elsewhere</source>
        <translation>外部编号</translation>
    </message>
    <message>
        <source>Office sites</source>
        <translation>办公地点</translation>
    </message>
    <message>
        <source>On the server</source>
        <translation>服务器上</translation>
    </message>
    <message>
        <source>Opened on</source>
        <translation>开始日期</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Our attendee</source>
        <translation>我方参会人</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Own cadence in days</source>
        <translation>单独的拜访间隔（天）</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>负责人</translation>
    </message>
    <message>
        <source>Parent company</source>
        <translation>上级公司</translation>
    </message>
    <message>
        <source>Part of</source>
        <translation>上级片区</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Pipeline</source>
        <translation>销售漏斗</translation>
    </message>
    <message>
        <source>Planned from</source>
        <translation>计划开始</translation>
    </message>
    <message>
        <source>Planned on</source>
        <translation>计划日期</translation>
    </message>
    <message>
        <source>Planned until</source>
        <translation>计划结束</translation>
    </message>
    <message>
        <source>Plant sites</source>
        <translation>工厂地点</translation>
    </message>
    <message>
        <source>Postal code</source>
        <translation>邮政编码</translation>
    </message>
    <message>
        <source>Potential value (1-5)</source>
        <translation>潜在价值（1–5）</translation>
    </message>
    <message>
        <source>Potential value, as of</source>
        <translation>潜在价值：截至</translation>
    </message>
    <message>
        <source>Potential value, source</source>
        <translation>潜在价值：来源</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>偏好</translation>
    </message>
    <message>
        <source>Private</source>
        <translation>私人</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Profit contribution (margin %)</source>
        <translation>利润贡献（利润率 %）</translation>
    </message>
    <message>
        <source>Profit contribution, as of</source>
        <translation>利润贡献：截至</translation>
    </message>
    <message>
        <source>Profit contribution, source</source>
        <translation>利润贡献：来源</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>目的</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Reason of the outcome</source>
        <translation>结果原因</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>地域</translation>
    </message>
    <message>
        <source>Remind at</source>
        <translation>提醒时间</translation>
    </message>
    <message>
        <source>Reports to</source>
        <translation>汇报给</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Role in decisions</source>
        <translation>决策角色</translation>
    </message>
    <message>
        <source>Scheme version</source>
        <translation>方案版本</translation>
    </message>
    <message>
        <source>Scores</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>系列</translation>
    </message>
    <message>
        <source>Set by hand</source>
        <translation>手动设定</translation>
    </message>
    <message>
        <source>Settled</source>
        <translation>处理时间</translation>
    </message>
    <message>
        <source>Settled with</source>
        <translation>处理结果</translation>
    </message>
    <message>
        <source>Short name</source>
        <translation>简称</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Stance</source>
        <translation>态度</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Tax number</source>
        <translation>统一社会信用代码</translation>
    </message>
    <message>
        <source>Technical level</source>
        <translation>技术水平</translation>
    </message>
    <message>
        <source>Territory</source>
        <translation>片区</translation>
    </message>
    <message>
        <source>Theirs</source>
        <translation>对方的</translation>
    </message>
    <message>
        <source>Theirs at</source>
        <translation>对方填写时间</translation>
    </message>
    <message>
        <source>Theirs by</source>
        <translation>对方填写人</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>Tier before</source>
        <translation>原等级</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>时区</translation>
    </message>
    <message>
        <source>To stage</source>
        <translation>新阶段</translation>
    </message>
    <message>
        <source>Together with</source>
        <translation>连同</translation>
    </message>
    <message>
        <source>Trust (1-5)</source>
        <translation>信任（1–5）</translation>
    </message>
    <message>
        <source>Type of deal</source>
        <translation>商机类型</translation>
    </message>
    <message>
        <source>Type of file</source>
        <translation>文件类型</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>截止</translation>
    </message>
    <message>
        <source>Valid from</source>
        <translation>生效日期</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Visit</source>
        <translation>拜访</translation>
    </message>
    <message>
        <source>Website</source>
        <translation>网站</translation>
    </message>
    <message>
        <source>Written on</source>
        <translation>记于</translation>
    </message>
</context>
<context>
    <name>Form</name>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Basics</source>
        <translation>基本信息</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Changed elsewhere meanwhile: {fields}</source>
        <translation>别处刚改了：{fields}</translation>
    </message>
    <message>
        <source>Deleted elsewhere meanwhile</source>
        <translation>别处刚删除了这条记录</translation>
    </message>
    <message>
        <source>Draft kept: {title}</source>
        <translation>草稿留着：{title}</translation>
    </message>
    <message>
        <source>Edit {kind}</source>
        <translation>编辑{kind}</translation>
    </message>
    <message>
        <source>Name, pinyin, initials</source>
        <translation>名称、拼音、首字母</translation>
    </message>
    <message>
        <source>New {kind}</source>
        <translation>新建{kind}</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Only the {field} is required</source>
        <translation>只有{field}必填</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>个人</translation>
    </message>
    <message>
        <source>Relationship</source>
        <translation>关系</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Saved: {title}</source>
        <translation>已保存：{title}</translation>
    </message>
    <message>
        <source>Saving …</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>Tier inputs</source>
        <translation>评分项</translation>
    </message>
    <message>
        <source>Ways to reach</source>
        <translation>联系方式</translation>
    </message>
    <message>
        <source>Your draft is back</source>
        <translation>草稿已恢复</translation>
    </message>
    <message>
        <source>saving keeps both</source>
        <translation>保存后两边都保留</translation>
    </message>
    <message>
        <source>shown as it is now</source>
        <translation>已显示为现在的值</translation>
    </message>
    <message>
        <source>typed earlier and not saved</source>
        <translation>上次输入、还没保存</translation>
    </message>
    <message>
        <source>without a name</source>
        <translation>未命名</translation>
    </message>
    <message>
        <source>your text is still here</source>
        <translation>您写的还在</translation>
    </message>
    <message>
        <source>{label}, required</source>
        <translation>{label}，必填</translation>
    </message>
</context>
<context>
    <name>Held</name>
    <message>
        <source>A value is not of the sort that the field takes</source>
        <translation>有个值不是该字段能接受的类型</translation>
    </message>
    <message>
        <source>It waits for a record that has not arrived; it goes on by itself then</source>
        <translation>在等一条还没到的记录；到了会自动继续</translation>
    </message>
    <message>
        <source>Only a manager may change this; a manager can take the change</source>
        <translation>只有经理可以改；经理可接受这项改动</translation>
    </message>
    <message>
        <source>The records would stand above each other in a circle</source>
        <translation>这些记录会互为上级，成了一圈</translation>
    </message>
    <message>
        <source>The server does not know this field yet; it takes it after an update</source>
        <translation>服务器还不认识这个字段，升级后会接受</translation>
    </message>
    <message>
        <source>The server does not know this kind of record yet; it takes it after an update</source>
        <translation>服务器还不认识这类记录，升级后会接受</translation>
    </message>
    <message>
        <source>The server does not take it: {code}</source>
        <translation>服务器不接受：{code}</translation>
    </message>
    <message>
        <source>The server failed at it; your administrator finds the reason in its log</source>
        <translation>服务器处理它时出错；管理员可在日志里查到原因</translation>
    </message>
    <message>
        <source>This laptop is suspended; a manager can take the change</source>
        <translation>这台电脑已停用；经理可接受这项改动</translation>
    </message>
    <message>
        <source>This record is not in your area; a manager can still take the change</source>
        <translation>这条记录不在您的区域；经理仍可接受这项改动</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>Deal: {after}</source>
        <translation>商机：{after}</translation>
    </message>
    <message>
        <source>Deal: {before} → {after}</source>
        <translation>商机：{before} → {after}</translation>
    </message>
    <message>
        <source>Memo</source>
        <translation>备忘录</translation>
    </message>
    <message>
        <source>Purchase {amount}</source>
        <translation>采购 {amount}</translation>
    </message>
    <message>
        <source>Task: {title}</source>
        <translation>任务：{title}</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>分级</translation>
    </message>
    <message>
        <source>Tier {tier}</source>
        <translation>等级 {tier}</translation>
    </message>
    <message>
        <source>counts {weight}</source>
        <translation>计 {weight}</translation>
    </message>
    <message>
        <source>not counted</source>
        <translation>不计入</translation>
    </message>
    <message>
        <source>scheme v{version}</source>
        <translation>方案 v{version}</translation>
    </message>
    <message>
        <source>set by hand: {reason}</source>
        <translation>手动设定：{reason}</translation>
    </message>
    <message>
        <source>sets the last attempt only</source>
        <translation>只更新“上次尝试”</translation>
    </message>
    <message>
        <source>{channel}: not met</source>
        <translation>{channel}：未见到</translation>
    </message>
    <message>
        <source>{channel}: {state}</source>
        <translation>{channel}：{state}</translation>
    </message>
    <message>
        <source>{points} points</source>
        <translation>{points} 分</translation>
    </message>
    <message>
        <source>{who}: {said}</source>
        <translation>{who}：{said}</translation>
    </message>
</context>
<context>
    <name>Key dialog</name>
    <message numerus="yes">
        <source>A passphrase has at least %n characters</source>
        <translation>
            <numerusform>口令至少 %n 个字符</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose a passphrase</source>
        <translation>设一个口令</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Copied. Print it, then empty the clipboard.</source>
        <translation>已复制。请打印，然后清空剪贴板。</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>复制为文本</translation>
    </message>
    <message>
        <source>Desktop CRM: recovery code of {store}</source>
        <translation>Desktop CRM：{store} 的恢复码</translation>
    </message>
    <message>
        <source>Forgotten? Use the recovery code</source>
        <translation>忘了？用恢复码</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>I have written it down</source>
        <translation>我已抄下</translation>
    </message>
    <message>
        <source>Keep it away from the computer: whoever has both can read the data.</source>
        <translation>请与电脑分开保管：两样都有的人能读出数据。</translation>
    </message>
    <message>
        <source>Lock with it</source>
        <translation>用它锁住</translation>
    </message>
    <message>
        <source>No key ring on this computer can keep the key of your data, so a passphrase locks it and is asked for at every start. Nobody can look it up: if it is forgotten, only the recovery code opens the data.</source>
        <translation>本机没有可用的钥匙串来存数据的密钥，所以用口令锁住它，每次启动时输入。口令谁也查不到：忘了的话，只有恢复码能打开数据。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>口令</translation>
    </message>
    <message numerus="yes">
        <source>Passphrase, at least %n characters</source>
        <translation>
            <numerusform>口令，至少 %n 个字符</numerusform>
        </translation>
    </message>
    <message>
        <source>Passphrase, once more</source>
        <translation>再输一次口令</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>恢复码</translation>
    </message>
    <message>
        <source>Remind me later</source>
        <translation>以后再提醒</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>The data on this computer is encrypted. If its key is lost, with the computer, its key ring or a forgotten passphrase, this code is the only way to open the data or a backup. Keep it on paper, away from here.</source>
        <translation>本机的数据是加密的。电脑丢了、钥匙串清空了或口令忘了，密钥就没有了，只有这个恢复码能打开数据或备份。请抄在纸上，不要和电脑放在一起。</translation>
    </message>
    <message>
        <source>The key ring is locked</source>
        <translation>钥匙串已锁住</translation>
    </message>
    <message>
        <source>The passphrase is missing</source>
        <translation>还没输口令</translation>
    </message>
    <message>
        <source>The two are not the same</source>
        <translation>两次输入不一样</translation>
    </message>
    <message>
        <source>This computer does not have the key of {store}. Type the recovery code that was written down at the first start: it brings the key back. The data is untouched.</source>
        <translation>本机没有 {store} 的密钥。请输入第一次启动时抄下的恢复码，密钥就能找回。数据未动。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>Type the passphrase of {store}; it unlocks the key on this computer.</source>
        <translation>请输入 {store} 的口令，用来解开本机上的密钥。</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Unlock your data</source>
        <translation>打开数据</translation>
    </message>
    <message>
        <source>Your recovery code</source>
        <translation>您的恢复码</translation>
    </message>
    <message>
        <source>{known} of {length} letters and digits; dashes and case do not matter</source>
        <translation>已输 {known}/{length} 个字母和数字；横线和大小写不影响</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Anywhere</source>
        <translation>任何地方</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Change tier by hand</source>
        <translation>手动定级</translation>
    </message>
    <message>
        <source>Detail page</source>
        <translation>详情页</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>回车</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>说明来由</translation>
    </message>
    <message>
        <source>Filter this list</source>
        <translation>筛选本列表</translation>
    </message>
    <message>
        <source>Fold side bar</source>
        <translation>收起侧栏</translation>
    </message>
    <message>
        <source>Forms</source>
        <translation>表单</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前进</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>离开</translation>
    </message>
    <message>
        <source>Lists</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>Log visit</source>
        <translation>记录拜访</translation>
    </message>
    <message>
        <source>Menu bar</source>
        <translation>菜单栏</translation>
    </message>
    <message>
        <source>Move to bin</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>New task</source>
        <translation>新建任务</translation>
    </message>
    <message>
        <source>Next area</source>
        <translation>下一区域</translation>
    </message>
    <message>
        <source>Next record</source>
        <translation>下一条记录</translation>
    </message>
    <message>
        <source>Next tab</source>
        <translation>下一页签</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>纸面</translation>
    </message>
    <message>
        <source>Previous area</source>
        <translation>上一区域</translation>
    </message>
    <message>
        <source>Previous record</source>
        <translation>上一条记录</translation>
    </message>
    <message>
        <source>Previous tab</source>
        <translation>上一页签</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save, log next</source>
        <translation>保存并记下一个</translation>
    </message>
    <message>
        <source>Search everything</source>
        <translation>搜索全部</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>Sync now</source>
        <translation>立即同步</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>↵</source>
        <translation>回车</translation>
    </message>
</context>
<context>
    <name>Kind</name>
    <message>
        <source>Attachment</source>
        <translation>附件</translation>
    </message>
    <message>
        <source>Attachments</source>
        <translation>附件</translation>
    </message>
    <message>
        <source>Attendee</source>
        <translation>参会人</translation>
    </message>
    <message>
        <source>Attendees</source>
        <translation>参会人</translation>
    </message>
    <message>
        <source>Conflict</source>
        <translation>同步冲突</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>同步冲突</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Customers</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Deal</source>
        <translation>商机</translation>
    </message>
    <message>
        <source>Deals</source>
        <translation>商机</translation>
    </message>
    <message>
        <source>Memo</source>
        <translation>备忘录</translation>
    </message>
    <message>
        <source>Memos</source>
        <translation>备忘录</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Merges</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Products</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Purchase</source>
        <translation>购买记录</translation>
    </message>
    <message>
        <source>Purchases</source>
        <translation>购买记录</translation>
    </message>
    <message>
        <source>Service strategy item</source>
        <translation>服务策略</translation>
    </message>
    <message>
        <source>Service strategy items</source>
        <translation>服务策略</translation>
    </message>
    <message>
        <source>Stage change</source>
        <translation>阶段变更</translation>
    </message>
    <message>
        <source>Stage changes</source>
        <translation>阶段变更</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Territories</source>
        <translation>片区</translation>
    </message>
    <message>
        <source>Territory</source>
        <translation>片区</translation>
    </message>
    <message>
        <source>Tier assignment</source>
        <translation>客户等级</translation>
    </message>
    <message>
        <source>Tier assignments</source>
        <translation>客户等级</translation>
    </message>
    <message>
        <source>Tier scheme</source>
        <translation>分级方案</translation>
    </message>
    <message>
        <source>Tier schemes</source>
        <translation>分级方案</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Visit</source>
        <translation>拜访</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>拜访记录</translation>
    </message>
</context>
<context>
    <name>Number</name>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>Opportunity</name>
    <message>
        <source>Cross-sell</source>
        <translation>交叉销售</translation>
    </message>
    <message>
        <source>Expansion</source>
        <translation>增购</translation>
    </message>
    <message>
        <source>New customer</source>
        <translation>新客户开拓</translation>
    </message>
    <message>
        <source>Renewal</source>
        <translation>续费</translation>
    </message>
    <message>
        <source>Tender</source>
        <translation>招投标</translation>
    </message>
    <message>
        <source>Upsell</source>
        <translation>追加销售</translation>
    </message>
</context>
<context>
    <name>Outcome</name>
    <message>
        <source>advanced</source>
        <translation>推进</translation>
    </message>
    <message>
        <source>neutral</source>
        <translation>一般</translation>
    </message>
    <message>
        <source>not met</source>
        <translation>未见到</translation>
    </message>
    <message>
        <source>positive</source>
        <translation>积极</translation>
    </message>
    <message>
        <source>setback</source>
        <translation>受挫</translation>
    </message>
</context>
<context>
    <name>Paper</name>
    <message>
        <source>Page {page} of {pages}</source>
        <translation>第 {page} 页 / 共 {pages} 页</translation>
    </message>
</context>
<context>
    <name>People</name>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n 人</numerusform>
        </translation>
    </message>
    <message>
        <source>Decision chain</source>
        <translation>决策链</translation>
    </message>
    <message>
        <source>Nobody is known here yet.</source>
        <translation>还不认识这里的人。</translation>
    </message>
    <message>
        <source>decides</source>
        <translation>决策人</translation>
    </message>
    <message>
        <source>last {day}</source>
        <translation>上次 {day}</translation>
    </message>
    <message>
        <source>not met</source>
        <translation>未接触</translation>
    </message>
    <message>
        <source>trust {n} of 5</source>
        <translation>信任 {n} / 5</translation>
    </message>
    <message>
        <source>{people} · {met} met</source>
        <translation>{people} · 已见 {met} 人</translation>
    </message>
</context>
<context>
    <name>Problem</name>
    <message>
        <source>A page of the file is damaged: {where}</source>
        <translation>文件有一页损坏：{where}</translation>
    </message>
    <message>
        <source>A record refers to one that is not there: {where}</source>
        <translation>有记录指向不存在的记录：{where}</translation>
    </message>
    <message>
        <source>Search does not find this record: {where}</source>
        <translation>搜索查不到这条记录：{where}</translation>
    </message>
    <message>
        <source>Search finds this record by the wrong words: {where}</source>
        <translation>搜索用错误的词查到这条记录：{where}</translation>
    </message>
    <message>
        <source>Search knows a record that is gone: {where}</source>
        <translation>搜索里还有已不存在的记录：{where}</translation>
    </message>
    <message>
        <source>The file is damaged: {where}</source>
        <translation>文件损坏：{where}</translation>
    </message>
    <message>
        <source>The search index is damaged, the records are not: {where}</source>
        <translation>搜索索引已损坏，数据本身无恙：{where}</translation>
    </message>
    <message>
        <source>Tier or due date does not follow from the records: {where}</source>
        <translation>等级或应访日与记录不符：{where}</translation>
    </message>
</context>
<context>
    <name>Search</name>
    <message>
        <source>Hits</source>
        <translation>搜索结果</translation>
    </message>
    <message>
        <source>Name, pinyin, initials, phone</source>
        <translation>名称、拼音、首字母、电话尾号</translation>
    </message>
    <message>
        <source>Nothing for “{text}”. Search is by name, pinyin, initials, phone.</source>
        <translation>没有“{text}”。可按名称、拼音、首字母、电话查。</translation>
    </message>
    <message>
        <source>{kind}, similar</source>
        <translation>{kind}，近似</translation>
    </message>
</context>
<context>
    <name>Server</name>
    <message>
        <source>--confirm takes no file</source>
        <translation>--confirm 不带文件</translation>
    </message>
    <message>
        <source>A file is not what its checksum says: {where}</source>
        <translation>文件与校验和不符：{where}</translation>
    </message>
    <message>
        <source>A file that is said to be here is not: {where}</source>
        <translation>应有的文件不在：{where}</translation>
    </message>
    <message>
        <source>A place in a feed lies beyond the last number: {where}</source>
        <translation>变更列表中的位置超出最后编号：{where}</translation>
    </message>
    <message>
        <source>A version beyond the last number: {where}</source>
        <translation>版本超出最后编号：{where}</translation>
    </message>
    <message>
        <source>Bucket</source>
        <translation>数据范围</translation>
    </message>
    <message numerus="yes">
        <source>Changed; %n laptops have to sign in again.</source>
        <translation>
            <numerusform>已更改；%n 台电脑需要重新登录。</numerusform>
        </translation>
    </message>
    <message>
        <source>Company</source>
        <translation>公司</translation>
    </message>
    <message>
        <source>Confirmed.</source>
        <translation>已确认。</translation>
    </message>
    <message>
        <source>Copied and verified: {file}</source>
        <translation>已复制并验证：{file}</translation>
    </message>
    <message>
        <source>Does not lie where its root lies: {where}</source>
        <translation>与其根记录不在同一范围：{where}</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>Ended; its person is asked to sign in again.</source>
        <translation>已结束；使用者将被要求重新登录。</translation>
    </message>
    <message numerus="yes">
        <source>Erased: %n records.</source>
        <translation>
            <numerusform>已清除：%n 条记录。</numerusform>
        </translation>
    </message>
    <message>
        <source>Feed and row have different versions: {where}</source>
        <translation>变更列表与记录的版本不同：{where}</translation>
    </message>
    <message>
        <source>Given</source>
        <translation>发放时间</translation>
    </message>
    <message>
        <source>Hangs on another root than it says: {where}</source>
        <translation>所属的根记录与所写不符：{where}</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>标识</translation>
    </message>
    <message>
        <source>In a feed, but not there: {where}</source>
        <translation>在变更列表中，实际不存在：{where}</translation>
    </message>
    <message>
        <source>Kept for judgement</source>
        <translation>待审核</translation>
    </message>
    <message>
        <source>Laptop</source>
        <translation>电脑</translation>
    </message>
    <message>
        <source>Laptops</source>
        <translation>电脑</translation>
    </message>
    <message>
        <source>Last backup</source>
        <translation>最近备份</translation>
    </message>
    <message>
        <source>Last here</source>
        <translation>最近连接</translation>
    </message>
    <message>
        <source>Last number</source>
        <translation>最后编号</translation>
    </message>
    <message>
        <source>Lies in</source>
        <translation>上级</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>登录名</translation>
    </message>
    <message>
        <source>Made: {name}</source>
        <translation>已创建：{name}</translation>
    </message>
    <message>
        <source>Not in the feed of its bucket: {where}</source>
        <translation>不在其范围的变更列表中：{where}</translation>
    </message>
    <message>
        <source>Not seen by somebody who should: {where}</source>
        <translation>有人应可见但不可见：{where}</translation>
    </message>
    <message>
        <source>Ordered; the laptop carries it out when it is next here.</source>
        <translation>已下令；电脑下次连接时执行。</translation>
    </message>
    <message>
        <source>Receipts of a laptop that is not there: {where}</source>
        <translation>存在不属于任何电脑的回执：{where}</translation>
    </message>
    <message>
        <source>Recovery code, shown only now; keep it on paper, away from the server:</source>
        <translation>恢复码，仅此一次显示；请抄在纸上，与服务器分开保存：</translation>
    </message>
    <message>
        <source>Restored; laptops bring back what the backup does not have.</source>
        <translation>已恢复；备份中没有的内容将由各电脑带回。</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Seen by somebody who should not: {where}</source>
        <translation>有人可见但不应可见：{where}</translation>
    </message>
    <message>
        <source>Set up: {name}</source>
        <translation>已设立：{name}</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Territories</source>
        <translation>区域</translation>
    </message>
    <message numerus="yes">
        <source>Territories now: %n</source>
        <translation>
            <numerusform>现有区域：%n</numerusform>
        </translation>
    </message>
    <message>
        <source>Territory</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>The last operation of laptop {where} has no receipt</source>
        <translation>电脑 {where} 的最后一次操作没有回执</translation>
    </message>
    <message>
        <source>The receipts of laptop {where} have a gap</source>
        <translation>电脑 {where} 的回执有缺口</translation>
    </message>
    <message>
        <source>The server of Desktop CRM: everybody&apos;s work in one place.</source>
        <translation>Desktop CRM 的服务器：所有人的工作汇集一处。</translation>
    </message>
    <message>
        <source>The store is whole.</source>
        <translation>数据库完整。</translation>
    </message>
    <message>
        <source>The sum of {where} is not that of its rows</source>
        <translation>{where} 的校验和与其记录不符</translation>
    </message>
    <message>
        <source>They remove nothing until you look at it and say “restore --confirm”.</source>
        <translation>在您确认并执行“restore --confirm”之前，各电脑不会移除任何内容。</translation>
    </message>
    <message>
        <source>Told as gone, but there: {where}</source>
        <translation>标为已离开，实际仍在：{where}</translation>
    </message>
    <message>
        <source>Two rows of one version: {where}</source>
        <translation>两条记录版本相同：{where}</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>a later backup: what it knows to be erased is erased again</source>
        <translation>较新的备份：其中记录的已清除内容将再次清除</translation>
    </message>
    <message>
        <source>accounts</source>
        <translation>账户</translation>
    </message>
    <message>
        <source>address to answer at</source>
        <translation>服务地址</translation>
    </message>
    <message>
        <source>answer laptops until stopped</source>
        <translation>为电脑提供服务，直到停止</translation>
    </message>
    <message>
        <source>answer other computers without TLS: whoever listens in reads everything</source>
        <translation>不用 TLS 为其他电脑服务：窃听者可读取全部内容</translation>
    </message>
    <message>
        <source>certificate chain for TLS, PEM</source>
        <translation>TLS 证书链（PEM）</translation>
    </message>
    <message>
        <source>close an account; its work stays</source>
        <translation>关闭账户；其工作内容保留</translation>
    </message>
    <message>
        <source>currency of its first tier scheme: cny (default) or usd</source>
        <translation>首个分级方案的货币：cny（默认）或 usd</translation>
    </message>
    <message>
        <source>do not know a laptop any more</source>
        <translation>吊销电脑</translation>
    </message>
    <message>
        <source>end one: its person signs in again, nothing is lost</source>
        <translation>结束登录：使用者重新登录，不丢失任何内容</translation>
    </message>
    <message>
        <source>erase a record and what hangs on it, everywhere and for ever</source>
        <translation>在所有地方永久清除一条记录及其下属内容</translation>
    </message>
    <message>
        <source>file of the store, or postgresql://... (also: {name})</source>
        <translation>数据库文件，或 postgresql://...（也可用：{name}）</translation>
    </message>
    <message>
        <source>file to write</source>
        <translation>要写入的文件</translation>
    </message>
    <message>
        <source>forget what is due; the server does it once a day</source>
        <translation>清理到期内容；服务器每天自动执行一次</translation>
    </message>
    <message>
        <source>give a laptop nothing any more; what it sends is kept for judgement</source>
        <translation>不再向该电脑发送数据；其发来的内容留待审核</translation>
    </message>
    <message>
        <source>give another role or manager; rights follow at once</source>
        <translation>改角色或上级；权限随即生效</translation>
    </message>
    <message>
        <source>give one person&apos;s work to another</source>
        <translation>把一人的工作移交给另一人</translation>
    </message>
    <message>
        <source>give territories, with all below them</source>
        <translation>授予区域及其下级</translation>
    </message>
    <message>
        <source>its id, in full</source>
        <translation>其完整标识</translation>
    </message>
    <message>
        <source>its name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>its private key, PEM</source>
        <translation>其私钥（PEM）</translation>
    </message>
    <message>
        <source>kind of the record, such as contact</source>
        <translation>记录种类，例如 contact</translation>
    </message>
    <message>
        <source>laptops</source>
        <translation>电脑</translation>
    </message>
    <message>
        <source>let a suspended or revoked laptop go on</source>
        <translation>恢复已暂停或已吊销的电脑</translation>
    </message>
    <message>
        <source>let it send first what it has not sent yet</source>
        <translation>先让它发送尚未发送的内容</translation>
    </message>
    <message>
        <source>login or id</source>
        <translation>登录名或标识</translation>
    </message>
    <message>
        <source>make a territory</source>
        <translation>创建区域</translation>
    </message>
    <message>
        <source>make an account</source>
        <translation>创建账户</translation>
    </message>
    <message>
        <source>make the store from a backup</source>
        <translation>从备份恢复数据库</translation>
    </message>
    <message>
        <source>name of the person</source>
        <translation>人员姓名</translation>
    </message>
    <message>
        <source>name, id or its first 8 characters</source>
        <translation>名称、标识或其前 8 个字符</translation>
    </message>
    <message>
        <source>open a closed account again</source>
        <translation>重新开放已关闭的账户</translation>
    </message>
    <message>
        <source>open the sealed key of a laptop&apos;s store</source>
        <translation>打开电脑数据的密封密钥</translation>
    </message>
    <message>
        <source>order a laptop to destroy what it holds</source>
        <translation>命令电脑销毁其数据</translation>
    </message>
    <message>
        <source>port; 0 = a free one, whose address is the first line</source>
        <translation>端口；0 = 任选空闲端口，地址显示在第一行</translation>
    </message>
    <message>
        <source>processes; more than one on PostgreSQL only</source>
        <translation>进程数；多于一个仅限 PostgreSQL</translation>
    </message>
    <message>
        <source>prove that the store is whole</source>
        <translation>检查数据库是否完整</translation>
    </message>
    <message>
        <source>read the password from the first line of stdin</source>
        <translation>从标准输入的第一行读取密码</translation>
    </message>
    <message>
        <source>read the recovery code from the first line of stdin</source>
        <translation>从标准输入的第一行读取恢复码</translation>
    </message>
    <message>
        <source>set a password; laptops sign in again</source>
        <translation>设置密码；各电脑需重新登录</translation>
    </message>
    <message>
        <source>set up a company and its first administrator</source>
        <translation>设立公司及其第一位管理员</translation>
    </message>
    <message>
        <source>show how much there is</source>
        <translation>显示数量</translation>
    </message>
    <message>
        <source>show how old they are</source>
        <translation>显示登录时间</translation>
    </message>
    <message>
        <source>show the accounts</source>
        <translation>显示账户</translation>
    </message>
    <message>
        <source>show the laptops</source>
        <translation>显示电脑</translation>
    </message>
    <message>
        <source>show the territories</source>
        <translation>显示区域</translation>
    </message>
    <message>
        <source>show who may see what</source>
        <translation>显示谁可以看到什么</translation>
    </message>
    <message>
        <source>sign-ins of laptops</source>
        <translation>电脑的登录</translation>
    </message>
    <message>
        <source>stop when stdin is closed: for a program that starts the server for itself</source>
        <translation>标准输入关闭时停止：供自行启动服务器的程序使用</translation>
    </message>
    <message>
        <source>take territories away</source>
        <translation>收回区域</translation>
    </message>
    <message>
        <source>territories</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>territory, by name or id; may be given several times</source>
        <translation>区域的名称或标识；可多次给出</translation>
    </message>
    <message>
        <source>the backup</source>
        <translation>备份文件</translation>
    </message>
    <message>
        <source>the company, by name or id, where the store holds several</source>
        <translation>公司的名称或标识（数据库中有多家时）</translation>
    </message>
    <message>
        <source>the one it lies in, by name or id</source>
        <translation>上级区域的名称或标识</translation>
    </message>
    <message>
        <source>the restored store is right: laptops may remove what it does not have</source>
        <translation>恢复的数据库无误：电脑可移除其中没有的内容</translation>
    </message>
    <message>
        <source>what is typed to sign in (the name)</source>
        <translation>登录时输入的名称（默认为姓名）</translation>
    </message>
    <message>
        <source>what the person may see and decide</source>
        <translation>此人可见和可决定的范围</translation>
    </message>
    <message>
        <source>who administers it</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>whom the person answers to</source>
        <translation>其上级</translation>
    </message>
    <message>
        <source>whom the person answers to; &apos;&apos; for nobody</source>
        <translation>此人的上级；&apos;&apos; 表示没有</translation>
    </message>
    <message>
        <source>whose it is</source>
        <translation>移交人</translation>
    </message>
    <message>
        <source>whose it is to be</source>
        <translation>接收人</translation>
    </message>
    <message>
        <source>whose territory it is</source>
        <translation>区域归属</translation>
    </message>
    <message>
        <source>write a verified copy of the store, while it is in use</source>
        <translation>在使用中写出经过验证的副本</translation>
    </message>
</context>
<context>
    <name>Service</name>
    <message>
        <source>After-sales service</source>
        <translation>售后服务</translation>
    </message>
    <message>
        <source>Customised solution</source>
        <translation>定制化解决方案</translation>
    </message>
    <message>
        <source>Dedicated service</source>
        <translation>专属服务</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Exclusive preferential policy</source>
        <translation>专属优惠政策</translation>
    </message>
    <message>
        <source>Executive meeting</source>
        <translation>高层会晤</translation>
    </message>
    <message>
        <source>Feedback talk</source>
        <translation>沟通反馈</translation>
    </message>
    <message>
        <source>Growth support</source>
        <translation>成长支持</translation>
    </message>
    <message>
        <source>In place</source>
        <translation>已落实</translation>
    </message>
    <message>
        <source>Industry news</source>
        <translation>行业资讯</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Return visit</source>
        <translation>回访</translation>
    </message>
    <message>
        <source>Standard service</source>
        <translation>标准化服务</translation>
    </message>
    <message>
        <source>Timely response</source>
        <translation>及时响应</translation>
    </message>
    <message>
        <source>Watch their development</source>
        <translation>关注发展动态</translation>
    </message>
</context>
<context>
    <name>Sign in</name>
    <message>
        <source>Asking the server …</source>
        <translation>正在连接服务器…</translation>
    </message>
    <message>
        <source>Laptop</source>
        <translation>本机名称</translation>
    </message>
    <message numerus="yes">
        <source>Looking at what is there: %n records</source>
        <translation>
            <numerusform>正在查看已有的内容：%n 条记录</numerusform>
        </translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>以后再说</translation>
    </message>
    <message>
        <source>Nothing is lost: what you typed meanwhile goes out once you are signed in.</source>
        <translation>什么都没丢：登录后，期间写的内容会自动发出。</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Sign in to a server</source>
        <translation>登录服务器</translation>
    </message>
    <message>
        <source>Signed in at {tenant}</source>
        <translation>已登录 {tenant}</translation>
    </message>
    <message>
        <source>The address of the server is missing</source>
        <translation>还没填服务器地址</translation>
    </message>
    <message>
        <source>The password is missing</source>
        <translation>还没填密码</translation>
    </message>
    <message>
        <source>The user is missing</source>
        <translation>还没填用户</translation>
    </message>
    <message>
        <source>This laptop is called</source>
        <translation>本机名称</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Your records go along. From then on you and your colleagues work on the same data.</source>
        <translation>本机的记录会一并带上。此后您与同事使用同一份数据。</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>Agreement</source>
        <translation>达成一致</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>确认购买</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>产品评估</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>输单</translation>
    </message>
    <message>
        <source>Need</source>
        <translation>需求识别</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Requirements</source>
        <translation>技术需求</translation>
    </message>
    <message>
        <source>Selection</source>
        <translation>乙方选择</translation>
    </message>
    <message>
        <source>Won</source>
        <translation>赢单</translation>
    </message>
</context>
<context>
    <name>Step</name>
    <message numerus="yes">
        <source>%n {kinds} moved to the bin</source>
        <translation>
            <numerusform>%n 条{kinds}移到回收站</numerusform>
        </translation>
    </message>
    <message>
        <source>Done again: {step}</source>
        <translation>已重做：{step}</translation>
    </message>
    <message>
        <source>Undone: {step}</source>
        <translation>已撤销：{step}</translation>
    </message>
    <message>
        <source>change</source>
        <translation>改动</translation>
    </message>
    <message>
        <source>change of {record} taken back</source>
        <translation>撤回对{record}的改动</translation>
    </message>
    <message>
        <source>conflict at {title} settled</source>
        <translation>{title} 的冲突已定</translation>
    </message>
    <message>
        <source>held back change of {record} given up</source>
        <translation>放弃被扣留的对{record}的改动</translation>
    </message>
    <message>
        <source>import of {files}: {created} new, {changed} changed</source>
        <translation>导入 {files}：新增 {created}，改动 {changed}</translation>
    </message>
    <message>
        <source>task {title} reopened</source>
        <translation>任务{title}重新打开</translation>
    </message>
    <message>
        <source>task {title} ticked off</source>
        <translation>任务{title}勾为完成</translation>
    </message>
    <message>
        <source>tier of {title} no longer set by hand</source>
        <translation>{title}的等级不再手动设定</translation>
    </message>
    <message numerus="yes">
        <source>tiers evaluated, %n changed</source>
        <translation>
            <numerusform>客户评级，%n 家有变化</numerusform>
        </translation>
    </message>
    <message>
        <source>visit at {title} logged</source>
        <translation>记录对{title}的拜访</translation>
    </message>
    <message>
        <source>{kind} {title}</source>
        <translation>{kind}{title}</translation>
    </message>
    <message>
        <source>{record} added</source>
        <translation>新增{record}</translation>
    </message>
    <message>
        <source>{record} changed</source>
        <translation>修改{record}</translation>
    </message>
    <message>
        <source>{record} merged into another one</source>
        <translation>{record}已合并到另一条记录</translation>
    </message>
    <message>
        <source>{record} moved to the bin</source>
        <translation>{record}移到回收站</translation>
    </message>
    <message>
        <source>{title} set to {tier} by hand</source>
        <translation>{title}手动定为 {tier}</translation>
    </message>
    <message>
        <source>“{title}”</source>
        <translation>“{title}”</translation>
    </message>
</context>
<context>
    <name>Sync</name>
    <message numerus="yes">
        <source>%n conflicts to review</source>
        <translation>
            <numerusform>%n 项冲突待定</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fields</source>
        <translation>
            <numerusform>%n 个字段</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n held back</source>
        <translation>
            <numerusform>%n 项被扣留</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n items to look at</source>
        <translation>
            <numerusform>%n 项要看一下</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n merged by themselves</source>
        <translation>
            <numerusform>%n 项已自动合并</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more stand and fall with it</source>
        <translation>
            <numerusform>另有 %n 项与它同进退</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pending</source>
        <translation>
            <numerusform>%n 项待同步</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n 项待发</numerusform>
        </translation>
    </message>
    <message>
        <source>1 mine   2 theirs   B both   E edit   0 base   ↑↓ field</source>
        <translation>1 我的   2 对方的   B 都留   E 自己写   0 原来   ↑↓ 换字段</translation>
    </message>
    <message>
        <source>1 one   2 the other   B both   ↑↓ field</source>
        <translation>1 其一   2 另一条   B 都留   ↑↓ 换字段</translation>
    </message>
    <message>
        <source>A conflict never blocks the rest</source>
        <translation>冲突不挡别的同步</translation>
    </message>
    <message>
        <source>Accept: {value}</source>
        <translation>接受：{value}</translation>
    </message>
    <message>
        <source>Agree and sync</source>
        <translation>同意并同步</translation>
    </message>
    <message>
        <source>Another record has the same: possibly a duplicate</source>
        <translation>另一条记录也有相同的内容：可能重复</translation>
    </message>
    <message>
        <source>Another value, then Enter</source>
        <translation>写别的值，再按回车</translation>
    </message>
    <message>
        <source>Back to the base</source>
        <translation>用原来的</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>原来</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>Began</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Both: they are two</source>
        <translation>两条都留：不是同一家</translation>
    </message>
    <message>
        <source>Calls to the server</source>
        <translation>请求次数</translation>
    </message>
    <message>
        <source>Cannot sync</source>
        <translation>无法同步</translation>
    </message>
    <message>
        <source>Choose first: accept or refuse</source>
        <translation>请先选接受或拒绝</translation>
    </message>
    <message>
        <source>Choose first: which one stays, or both</source>
        <translation>先选：留下哪一条，或两条都留</translation>
    </message>
    <message>
        <source>Confirm, next</source>
        <translation>确认并看下一个</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>冲突</translation>
    </message>
    <message>
        <source>Decide later</source>
        <translation>以后再定</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>决定</translation>
    </message>
    <message>
        <source>Delete it again</source>
        <translation>仍然删除</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Everything typed stays here</source>
        <translation>已录入的都在本机</translation>
    </message>
    <message>
        <source>Everything works · as of {time}</source>
        <translation>全部功能可用 · 数据截至 {time}</translation>
    </message>
    <message>
        <source>Export history</source>
        <translation>导出历史</translation>
    </message>
    <message>
        <source>Failed because</source>
        <translation>失败原因</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Give it up</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Give up…</source>
        <translation>放弃…</translation>
    </message>
    <message>
        <source>Given up: {title}</source>
        <translation>已放弃：{title}</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>被扣留</translation>
    </message>
    <message>
        <source>Held back</source>
        <translation>被扣留</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>两个都保留</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>用我的</translation>
    </message>
    <message>
        <source>Keep theirs</source>
        <translation>用对方的</translation>
    </message>
    <message>
        <source>Last exchange · {when}</source>
        <translation>最近一次同步 · {when}</translation>
    </message>
    <message>
        <source>Leave to the manager</source>
        <translation>交给经理</translation>
    </message>
    <message>
        <source>Left to your manager: {title}</source>
        <translation>已交给经理：{title}</translation>
    </message>
    <message>
        <source>Lists</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>Merged</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Merged by itself (can be undone)</source>
        <translation>自动处理的（可撤销）</translation>
    </message>
    <message>
        <source>Merged by themselves, mine: {fields}</source>
        <translation>已自动合并，我改的：{fields}</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>我的</translation>
    </message>
    <message>
        <source>No conflicts.</source>
        <translation>没有冲突。</translation>
    </message>
    <message numerus="yes">
        <source>No conflicts. %n changes came in today</source>
        <translation>
            <numerusform>没有冲突。今天收到 %n 项改动</numerusform>
        </translation>
    </message>
    <message>
        <source>No exchange with a server yet.</source>
        <translation>还没有与服务器同步过。</translation>
    </message>
    <message>
        <source>Nothing is held back.</source>
        <translation>没有被扣留的。</translation>
    </message>
    <message>
        <source>Nothing waits: what you typed is at the server.</source>
        <translation>没有待发的：您写的都已在服务器上。</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>Offline · last synced {time}</source>
        <translation>离线 · 上次同步 {time}</translation>
    </message>
    <message>
        <source>One</source>
        <translation>其一</translation>
    </message>
    <message>
        <source>Open record</source>
        <translation>打开记录</translation>
    </message>
    <message>
        <source>Open {kind}</source>
        <translation>打开{kind}</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>待发</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>收到</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Saved: {file}</source>
        <translation>已保存：{file}</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>重新发送</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>发出</translation>
    </message>
    <message>
        <source>Settled</source>
        <translation>已定</translation>
    </message>
    <message>
        <source>Settled: {title}</source>
        <translation>已定：{title}</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>登录…</translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation>已退出登录</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Stays</source>
        <translation>留下</translation>
    </message>
    <message>
        <source>Sync</source>
        <translation>同步</translation>
    </message>
    <message>
        <source>Sync history</source>
        <translation>同步历史</translation>
    </message>
    <message>
        <source>Sync now</source>
        <translation>立即同步</translation>
    </message>
    <message>
        <source>Synced {time}</source>
        <translation>已同步 {time}</translation>
    </message>
    <message>
        <source>Syncing</source>
        <translation>正在同步</translation>
    </message>
    <message numerus="yes">
        <source>Syncing · %n records</source>
        <translation>
            <numerusform>正在同步 · %n 条记录</numerusform>
        </translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>Take back what waits</source>
        <translation>撤回待发的改动</translation>
    </message>
    <message>
        <source>Take back: {what}</source>
        <translation>撤回：{what}</translation>
    </message>
    <message>
        <source>Taken back: {title}</source>
        <translation>已撤回：{title}</translation>
    </message>
    <message>
        <source>The other</source>
        <translation>另一条</translation>
    </message>
    <message>
        <source>The record was merged into another one; this was typed into the old one</source>
        <translation>这条记录已并入另一条；这是写在旧记录里的</translation>
    </message>
    <message>
        <source>The records are again what the server says. What you typed stays in the undo list for 30 days.</source>
        <translation>记录会恢复成服务器上的样子。您写的内容在撤销列表里保留 30 天。</translation>
    </message>
    <message>
        <source>The server was restored and holds it otherwise; this is what it had</source>
        <translation>服务器恢复过，内容不同；这是原来的</translation>
    </message>
    <message>
        <source>Theirs</source>
        <translation>对方的</translation>
    </message>
    <message>
        <source>This laptop has not met the server for long: it opens without it until {day}</source>
        <translation>这台电脑很久没连上服务器：不连也能打开，到 {day} 为止</translation>
    </message>
    <message>
        <source>This store works alone; nothing waits for a server.</source>
        <translation>本机独立工作，没有要发给服务器的。</translation>
    </message>
    <message numerus="yes">
        <source>Two people changed the same %n fields</source>
        <translation>
            <numerusform>两边都改了同样的 %n 个字段</numerusform>
        </translation>
    </message>
    <message>
        <source>Two records have the same {field}: {value}</source>
        <translation>两条记录的{field}相同：{value}</translation>
    </message>
    <message>
        <source>Waits to be sent again: {title}</source>
        <translation>等待重新发送：{title}</translation>
    </message>
    <message>
        <source>Which one stays</source>
        <translation>留下哪一条</translation>
    </message>
    <message>
        <source>Write another value</source>
        <translation>写别的值</translation>
    </message>
    <message>
        <source>Your manager has it on the table</source>
        <translation>正等经理决定</translation>
    </message>
    <message>
        <source>a value of its own</source>
        <translation>另写了一个值</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>both kept</source>
        <translation>两段都保留</translation>
    </message>
    <message>
        <source>both, each as it is</source>
        <translation>两条都留，各自不变</translation>
    </message>
    <message>
        <source>both, until you decide</source>
        <translation>两条都在，等您决定</translation>
    </message>
    <message>
        <source>changed since and left as it is: {fields}</source>
        <translation>之后又改过，未动：{fields}</translation>
    </message>
    <message>
        <source>changed since; theirs was “{value}”</source>
        <translation>之后又改过；对方原写“{value}”</translation>
    </message>
    <message>
        <source>due date and tier are not affected</source>
        <translation>应访日与分级不受影响</translation>
    </message>
    <message>
        <source>due date or tier may follow</source>
        <translation>应访日或分级可能随之变化</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>空</translation>
    </message>
    <message>
        <source>in force</source>
        <translation>现用</translation>
    </message>
    <message>
        <source>in force, to confirm</source>
        <translation>现用，待您确认</translation>
    </message>
    <message>
        <source>left to the manager</source>
        <translation>已交给经理</translation>
    </message>
    <message>
        <source>made one record</source>
        <translation>已合为一条</translation>
    </message>
    <message>
        <source>manager</source>
        <translation>经理定</translation>
    </message>
    <message>
        <source>me</source>
        <translation>我</translation>
    </message>
    <message>
        <source>nothing is held up by a conflict</source>
        <translation>没有一项因冲突而停下</translation>
    </message>
    <message>
        <source>nothing to do</source>
        <translation>没有改动</translation>
    </message>
    <message>
        <source>on its way</source>
        <translation>已在途中</translation>
    </message>
    <message>
        <source>one or two?</source>
        <translation>是否重复？</translation>
    </message>
    <message>
        <source>opens without the server until {day}</source>
        <translation>不连服务器可用到 {day}</translation>
    </message>
    <message>
        <source>received {received}</source>
        <translation>收到 {received}</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>seen by both</source>
        <translation>两边都见过</translation>
    </message>
    <message>
        <source>sent {sent}</source>
        <translation>发出 {sent}</translation>
    </message>
    <message>
        <source>sent {sent} · received {received}</source>
        <translation>发出 {sent} · 收到 {received}</translation>
    </message>
    <message>
        <source>settled: base</source>
        <translation>已定：原来的</translation>
    </message>
    <message>
        <source>settled: mine</source>
        <translation>已定：我的</translation>
    </message>
    <message>
        <source>settled: own value</source>
        <translation>已定：自己写的</translation>
    </message>
    <message>
        <source>settled: theirs</source>
        <translation>已定：对方的</translation>
    </message>
    <message>
        <source>since {time}</source>
        <translation>{time} 起</translation>
    </message>
    <message>
        <source>somebody</source>
        <translation>有人</translation>
    </message>
    <message>
        <source>sync-history</source>
        <translation>同步历史</translation>
    </message>
    <message>
        <source>takes over all of “{other}”; undo parts them</source>
        <translation>并入“{other}”的全部内容；可撤销分开</translation>
    </message>
    <message>
        <source>text is never overwritten</source>
        <translation>正文永不覆盖</translation>
    </message>
    <message>
        <source>the later edit is in force, neither is lost</source>
        <translation>现用较晚的一笔，谁的都没丢</translation>
    </message>
    <message>
        <source>the other value was taken</source>
        <translation>改用另一个值</translation>
    </message>
    <message>
        <source>this laptop</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>together with {what}</source>
        <translation>连同{what}</translation>
    </message>
    <message>
        <source>waits for a manager</source>
        <translation>等经理决定</translation>
    </message>
    <message>
        <source>went away by itself</source>
        <translation>问题已自行消失</translation>
    </message>
    <message>
        <source>what was in force stays</source>
        <translation>保持现用的值</translation>
    </message>
    <message>
        <source>{came}, {merged}.</source>
        <translation>{came}，{merged}。</translation>
    </message>
    <message>
        <source>{came}.</source>
        <translation>{came}。</translation>
    </message>
    <message>
        <source>{count} {kinds}</source>
        <translation>{kinds} {count}</translation>
    </message>
    <message>
        <source>{field} settled: {how}</source>
        <translation>{field}已定：{how}</translation>
    </message>
    <message>
        <source>{kind} added</source>
        <translation>新增{kind}</translation>
    </message>
    <message>
        <source>{kind} brought back</source>
        <translation>恢复{kind}</translation>
    </message>
    <message>
        <source>{kind} changed</source>
        <translation>修改{kind}</translation>
    </message>
    <message>
        <source>{kind} moved to the bin</source>
        <translation>{kind}移到回收站</translation>
    </message>
    <message>
        <source>{left} of {total} left</source>
        <translation>剩 {left} / {total}</translation>
    </message>
    <message>
        <source>{login} at {tenant}</source>
        <translation>{login} · {tenant}</translation>
    </message>
    <message>
        <source>{settled}; “{other}” stays in the history</source>
        <translation>{settled}；“{other}”留在历史里</translation>
    </message>
    <message>
        <source>{title}: {fields}</source>
        <translation>{title}：{fields}</translation>
    </message>
    <message>
        <source>{what}: {fields}</source>
        <translation>{what}：{fields}</translation>
    </message>
    <message>
        <source>{who} deleted it, it was edited meanwhile: restored</source>
        <translation>{who}删了它，期间又有人改：已恢复</translation>
    </message>
    <message>
        <source>{words}; both can stay: press B</source>
        <translation>{words}；可以都留：按 B</translation>
    </message>
</context>
<context>
    <name>Table</name>
    <message numerus="yes">
        <source>%n rows</source>
        <translation>
            <numerusform>%n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Reset columns</source>
        <translation>恢复默认列</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>row {place} of {total}</source>
        <translation>第 {place} 行，共 {total}</translation>
    </message>
</context>
<context>
    <name>Task</name>
    <message>
        <source>After-sales</source>
        <translation>售后</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>手动</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>待办</translation>
    </message>
    <message>
        <source>Renewal</source>
        <translation>续费</translation>
    </message>
    <message>
        <source>Service strategy</source>
        <translation>服务策略</translation>
    </message>
    <message>
        <source>Survey</source>
        <translation>满意度调查</translation>
    </message>
    <message>
        <source>Visit</source>
        <translation>拜访</translation>
    </message>
</context>
<context>
    <name>Tasks</name>
    <message numerus="yes">
        <source>%n days over</source>
        <translation>
            <numerusform>逾期 %n 天</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tasks moved to bin</source>
        <translation>
            <numerusform>%n 个任务已移到回收站</numerusform>
        </translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>回到列表</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Clear search</source>
        <translation>清除搜索</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Deal</source>
        <translation>商机</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Done {day}</source>
        <translation>{day} 已完成</translation>
    </message>
    <message>
        <source>Done: {task}</source>
        <translation>已完成：{task}</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>期限</translation>
    </message>
    <message>
        <source>Edit task</source>
        <translation>编辑任务</translation>
    </message>
    <message>
        <source>Mark done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Mark open</source>
        <translation>改回待办</translation>
    </message>
    <message>
        <source>Moved to bin: {task}</source>
        <translation>已移到回收站：{task}</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>New task</source>
        <translation>新建任务</translation>
    </message>
    <message>
        <source>No day set</source>
        <translation>没有定日期</translation>
    </message>
    <message>
        <source>No task holds “{text}”</source>
        <translation>没有含“{text}”的任务</translation>
    </message>
    <message>
        <source>Not a date yet: try “next tue” or 12-01</source>
        <translation>看不懂这个日期，试试“下周二”或 12-01</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Nothing done yet</source>
        <translation>还没有完成的任务</translation>
    </message>
    <message>
        <source>Nothing overdue</source>
        <translation>没有逾期的任务</translation>
    </message>
    <message>
        <source>Nothing to do</source>
        <translation>没有待办</translation>
    </message>
    <message>
        <source>Only the task itself is required</source>
        <translation>只有任务内容必填</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>待办</translation>
    </message>
    <message>
        <source>Open again: {task}</source>
        <translation>重新打开：{task}</translation>
    </message>
    <message>
        <source>Open customer</source>
        <translation>打开客户</translation>
    </message>
    <message>
        <source>Open visit</source>
        <translation>打开拜访</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>逾期</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>负责人</translation>
    </message>
    <message>
        <source>Reminder</source>
        <translation>提醒</translation>
    </message>
    <message>
        <source>Saved: {task}</source>
        <translation>已保存：{task}</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Task or note</source>
        <translation>任务或备注</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Visit of {day}</source>
        <translation>{day} 的拜访</translation>
    </message>
    <message>
        <source>What is to be done?</source>
        <translation>要做什么？</translation>
    </message>
    <message>
        <source>Which tasks</source>
        <translation>哪些任务</translation>
    </message>
    <message>
        <source>no day</source>
        <translation>无日期</translation>
    </message>
    <message>
        <source>send quote next tue</source>
        <translation>发报价 下周二</translation>
    </message>
    <message>
        <source>tomorrow, next tue, 12-01</source>
        <translation>明天、下周二、12-01</translation>
    </message>
    <message>
        <source>↑↓ move   Space done   Enter open   T new   V log visit</source>
        <translation>↑↓ 移动   空格 完成   回车 打开   T 新建   V 记录拜访</translation>
    </message>
</context>
<context>
    <name>Team demo</name>
    <message>
        <source>A company, a manager and two reps; the server starts</source>
        <translation>建立公司、一位主管和两位代表；启动服务器</translation>
    </message>
    <message>
        <source>Both are online again</source>
        <translation>两人重新联网</translation>
    </message>
    <message>
        <source>Both reps sign in and receive their area</source>
        <translation>两位代表登录并接收自己的区域</translation>
    </message>
    <message>
        <source>East</source>
        <translation>东区</translation>
    </message>
    <message>
        <source>Manager</source>
        <translation>主管</translation>
    </message>
    <message>
        <source>Now with: {who}; its visits there: {count}</source>
        <translation>现在持有者：{who}；那里的拜访：{count}</translation>
    </message>
    <message>
        <source>Rep east</source>
        <translation>东区代表</translation>
    </message>
    <message>
        <source>Rep west</source>
        <translation>西区代表</translation>
    </message>
    <message>
        <source>Sample company</source>
        <translation>示例公司</translation>
    </message>
    <message>
        <source>The conflict is looked at and settled</source>
        <translation>查看并处理冲突</translation>
    </message>
    <message>
        <source>The manager brings the real pipeline data along</source>
        <translation>主管带入真实的商机数据</translation>
    </message>
    <message>
        <source>The manager moves the customer to the other area</source>
        <translation>主管把客户移到另一个区域</translation>
    </message>
    <message>
        <source>Trial ran 200 hours without a fault.</source>
        <translation>试用 200 小时无故障。</translation>
    </message>
    <message>
        <source>West</source>
        <translation>西区</translation>
    </message>
    <message>
        <source>Without a network: both edit the same customer, one logs a visit</source>
        <translation>没有网络：两人改同一家客户，一人记了拜访</translation>
    </message>
    <message>
        <source>sent {sent}, received {received}, merged {merged}, conflicts {conflicts}</source>
        <translation>发送 {sent}，接收 {received}，合并 {merged}，冲突 {conflicts}</translation>
    </message>
    <message>
        <source>{field}: {mine} | {theirs}</source>
        <translation>{field}：{mine} | {theirs}</translation>
    </message>
</context>
<context>
    <name>Tier</name>
    <message>
        <source>Important</source>
        <translation>重要</translation>
    </message>
    <message>
        <source>No tier</source>
        <translation>暂不分级</translation>
    </message>
    <message>
        <source>Not rated</source>
        <translation>未评级</translation>
    </message>
    <message>
        <source>Not rated: {inputs} missing</source>
        <translation>未评级：缺{inputs}</translation>
    </message>
    <message>
        <source>Ordinary</source>
        <translation>普通</translation>
    </message>
    <message>
        <source>Potential</source>
        <translation>潜力</translation>
    </message>
    <message>
        <source>Tier {letter}</source>
        <translation>{letter} 级</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>顶级</translation>
    </message>
</context>
<context>
    <name>Tier form</name>
    <message>
        <source>2027-03-31 or in 6 months</source>
        <translation>2027-03-31 或 6 个月后</translation>
    </message>
    <message>
        <source>A day to come, such as 2027-03-31 or “in 6 months”</source>
        <translation>写以后的日期，如 2027-03-31 或“6 个月后”</translation>
    </message>
    <message>
        <source>A tier set by hand needs its reason</source>
        <translation>手动定级要写原因</translation>
    </message>
    <message>
        <source>Back to the computed tier</source>
        <translation>恢复按分数</translation>
    </message>
    <message>
        <source>Change tier by hand</source>
        <translation>手动定级</translation>
    </message>
    <message>
        <source>Choose a tier</source>
        <translation>请选等级</translation>
    </message>
    <message>
        <source>Computed: not rated, inputs are missing</source>
        <translation>按分数：未评级，缺评分项</translation>
    </message>
    <message>
        <source>Computed: {tier}, {points} points</source>
        <translation>按分数：{tier}，{points} 分</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>到</translation>
    </message>
    <message>
        <source>Why the computed tier does not fit</source>
        <translation>为什么按分数不合适</translation>
    </message>
    <message>
        <source>back to the computed tier</source>
        <translation>恢复按分数</translation>
    </message>
    <message>
        <source>{customer} (tier)</source>
        <translation>{customer}（等级）</translation>
    </message>
</context>
<context>
    <name>User</name>
    <message>
        <source>Administrator</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>Finance</source>
        <translation>财务</translation>
    </message>
    <message>
        <source>Sales manager</source>
        <translation>销售经理</translation>
    </message>
    <message>
        <source>Sales rep</source>
        <translation>销售人员</translation>
    </message>
</context>
<context>
    <name>Visit</name>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Collection of payment</source>
        <translation>催款</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>Executive meeting</source>
        <translation>高层会晤</translation>
    </message>
    <message>
        <source>First visit</source>
        <translation>初次拜访</translation>
    </message>
    <message>
        <source>Follow-up</source>
        <translation>跟进拜访</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>已进行</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Planned</source>
        <translation>已计划</translation>
    </message>
    <message>
        <source>Rescheduled</source>
        <translation>已改期</translation>
    </message>
    <message>
        <source>Return visit</source>
        <translation>回访</translation>
    </message>
    <message>
        <source>Satisfaction survey</source>
        <translation>满意度调查</translation>
    </message>
    <message>
        <source>Technical support</source>
        <translation>技术支持</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>培训</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>Visit</source>
        <translation>拜访</translation>
    </message>
</context>
<context>
    <name>VisitForm</name>
    <message numerus="yes">
        <source>%n drafts wait: {names}</source>
        <translation>
            <numerusform>有 %n 份草稿待续：{names}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min</source>
        <translation>
            <numerusform>%n 分钟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tasks</source>
        <translation>
            <numerusform>任务 ＋%n</numerusform>
        </translation>
    </message>
    <message>
        <source>+1: {task}</source>
        <translation>＋1：{task}</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>预算</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Competitor</source>
        <translation>竞争对手</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Customer missing: type 2–4 letters</source>
        <translation>还差客户：输 2–4 个字母</translation>
    </message>
    <message>
        <source>Deal: {name}</source>
        <translation>商机 {name}</translation>
    </message>
    <message>
        <source>Does not count: only the last attempt moves</source>
        <translation>不计入：只更新“上次尝试”</translation>
    </message>
    <message>
        <source>Draft kept: {customer}, {time}</source>
        <translation>草稿留着：{customer}，{time}</translation>
    </message>
    <message>
        <source>Draft of {time}</source>
        <translation>{time} 的草稿</translation>
    </message>
    <message>
        <source>Draft: {customer}, {time}</source>
        <translation>草稿：{customer}，{time}</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>应访</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>回车</translation>
    </message>
    <message>
        <source>Follows from the customer’s cadence</source>
        <translation>选定客户后按频率推算</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Kind of visit</source>
        <translation>拜访类型</translation>
    </message>
    <message>
        <source>Last attempt</source>
        <translation>上次尝试</translation>
    </message>
    <message>
        <source>Last contact</source>
        <translation>最近联系</translation>
    </message>
    <message>
        <source>Last time · {day}</source>
        <translation>上次 · {day}</translation>
    </message>
    <message>
        <source>Log visit</source>
        <translation>记录拜访</translation>
    </message>
    <message>
        <source>Name of the person</source>
        <translation>参会人姓名</translation>
    </message>
    <message>
        <source>Name, then Enter</source>
        <translation>输姓名，回车加上</translation>
    </message>
    <message>
        <source>New…</source>
        <translation>新人…</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Next visit</source>
        <translation>下次拜访</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>无人接听</translation>
    </message>
    <message>
        <source>No time for us</source>
        <translation>没空</translation>
    </message>
    <message>
        <source>Not there</source>
        <translation>不在</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>纪要</translation>
    </message>
    <message>
        <source>One undo for all: {keys}</source>
        <translation>一次撤销全部：{keys}</translation>
    </message>
    <message numerus="yes">
        <source>Only %n days after this one; the minimum gap is {gap}</source>
        <translation>
            <numerusform>离这次只有 %n 天，短于最小间隔 {gap} 天</numerusform>
        </translation>
    </message>
    <message>
        <source>Only customer and outcome are required</source>
        <translation>只有客户和结果必填</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Outcome missing: press 1–5</source>
        <translation>还差结果：按 1–5</translation>
    </message>
    <message>
        <source>Postponed</source>
        <translation>推迟</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Promised last time</source>
        <translation>上次答应过</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>目的</translation>
    </message>
    <message>
        <source>Put off</source>
        <translation>对方改期</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Start over</source>
        <translation>重新填</translation>
    </message>
    <message>
        <source>Takes effect at once, offline too</source>
        <translation>离线也立即生效</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>The disk is full, this visit is not saved yet. Your text is still in the window.</source>
        <translation>磁盘满了，这次拜访还没存下。文字还在窗口里。</translation>
    </message>
    <message>
        <source>The draft cannot be kept: {reason}</source>
        <translation>草稿留不住：{reason}</translation>
    </message>
    <message>
        <source>What and when: send quote next tue</source>
        <translation>做什么、什么时候：发报价 下周二</translation>
    </message>
    <message>
        <source>What saving changes</source>
        <translation>保存后会改变</translation>
    </message>
    <message>
        <source>What was said. #tag, @person</source>
        <translation>谈了什么。#标签、@人</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>参会人</translation>
    </message>
    <message>
        <source>Why? ↑↓ or type</source>
        <translation>为什么？↑↓ 选或直接输</translation>
    </message>
    <message>
        <source>Your text is still in the window.</source>
        <translation>文字还在窗口里。</translation>
    </message>
    <message>
        <source>active today</source>
        <translation>今天有动作</translation>
    </message>
    <message>
        <source>due {day}</source>
        <translation>应访 {day}</translation>
    </message>
    <message>
        <source>earlier</source>
        <translation>早一周</translation>
    </message>
    <message>
        <source>in a week</source>
        <translation>一周后</translation>
    </message>
    <message>
        <source>just now; or 14, 14-1510, yesterday 15</source>
        <translation>刚刚；或 14、14-1510、昨天 15</translation>
    </message>
    <message>
        <source>later</source>
        <translation>晚一周</translation>
    </message>
    <message>
        <source>me</source>
        <translation>我</translation>
    </message>
    <message>
        <source>new</source>
        <translation>新联系人</translation>
    </message>
    <message>
        <source>next visit {day}</source>
        <translation>下次 {day}</translation>
    </message>
    <message>
        <source>no customer yet</source>
        <translation>还没选客户</translation>
    </message>
    <message>
        <source>no further visit planned today</source>
        <translation>今天没有别的已约拜访</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>先不约</translation>
    </message>
    <message>
        <source>plan it</source>
        <translation>约上</translation>
    </message>
    <message>
        <source>planned</source>
        <translation>已约</translation>
    </message>
    <message>
        <source>planned {when}</source>
        <translation>{when} 已约</translation>
    </message>
    <message numerus="yes">
        <source>{tier}, %n days after {channel}</source>
        <translation>
            <numerusform>{tier}，{channel}后 %n 天</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{tier}, every %n days</source>
        <translation>
            <numerusform>{tier}，每 %n 天</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Visits</name>
    <message numerus="yes">
        <source>%n visits moved to bin</source>
        <translation>
            <numerusform>%n 次拜访已移到回收站</numerusform>
        </translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>回到列表</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>完整</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>计入</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Deal</source>
        <translation>商机</translation>
    </message>
    <message>
        <source>Edit plan</source>
        <translation>编辑计划</translation>
    </message>
    <message>
        <source>Edit visit</source>
        <translation>编辑拜访</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Log visit</source>
        <translation>记录拜访</translation>
    </message>
    <message>
        <source>Moved to bin: {visit}</source>
        <translation>已移到回收站：{visit}</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Next visit</source>
        <translation>下次拜访</translation>
    </message>
    <message>
        <source>No note</source>
        <translation>没有纪要</translation>
    </message>
    <message>
        <source>No visits under these filters</source>
        <translation>这些条件下没有拜访</translation>
    </message>
    <message>
        <source>No visits yet</source>
        <translation>还没有拜访记录</translation>
    </message>
    <message>
        <source>Not a date yet: try “next tue” or 12-01</source>
        <translation>看不懂这个日期，试试“下周二”或 12-01</translation>
    </message>
    <message>
        <source>Not a time yet: try “yesterday 15” or “11-25 14-1510”</source>
        <translation>还看不懂这个时间：试试“昨天 15”或“11-25 14-1510”</translation>
    </message>
    <message>
        <source>Not written down yet</source>
        <translation>还没记录</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>纪要</translation>
    </message>
    <message>
        <source>Note, purpose, next step</source>
        <translation>纪要、目的、下一步</translation>
    </message>
    <message>
        <source>Of ours</source>
        <translation>我方</translation>
    </message>
    <message>
        <source>Open customer</source>
        <translation>打开客户</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>时段</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>目的</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Saved: {visit}</source>
        <translation>已保存：{visit}</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>拜访记录</translation>
    </message>
    <message>
        <source>What follows</source>
        <translation>后续</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>参会人</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>完整</translation>
    </message>
    <message>
        <source>counts {weight}</source>
        <translation>计入 {weight}</translation>
    </message>
    <message>
        <source>does not count: only the last attempt moved</source>
        <translation>不计入：只更新了“上次尝试”</translation>
    </message>
    <message>
        <source>incomplete: who or note is missing</source>
        <translation>不完整：缺参会人或纪要</translation>
    </message>
    <message>
        <source>last 13 weeks</source>
        <translation>近 13 周</translation>
    </message>
    <message>
        <source>last 30 days</source>
        <translation>近 30 天</translation>
    </message>
    <message>
        <source>this week</source>
        <translation>本周</translation>
    </message>
    <message>
        <source>this year</source>
        <translation>今年</translation>
    </message>
    <message>
        <source>to log</source>
        <translation>待记录</translation>
    </message>
    <message>
        <source>today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>↑↓ move   Enter open   V log visit   F2 edit</source>
        <translation>↑↓ 移动   回车 打开   V 记录拜访   F2 编辑</translation>
    </message>
</context>
<context>
    <name>Why</name>
    <message numerus="yes">
        <source>%n missing</source>
        <translation>
            <numerusform>缺 %n 项</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n years</source>
        <translation>
            <numerusform>%n 年</numerusform>
        </translation>
    </message>
    <message>
        <source>? × {weight} %</source>
        <translation>? × {weight} %</translation>
    </message>
    <message>
        <source>By its inputs now: {tier}</source>
        <translation>按现有评分项：{tier}</translation>
    </message>
    <message>
        <source>Composite score</source>
        <translation>综合评分</translation>
    </message>
    <message>
        <source>Scheme v{version}: {cuts}; D: purchases under {small}, potential from {potential} points</source>
        <translation>方案 v{version}：{cuts}；D：采购低于 {small} 分且潜力达 {potential} 分</translation>
    </message>
    <message>
        <source>Set to {tier} by hand until {day}; computed {computed}</source>
        <translation>手动定为 {tier}，到 {day}；按分数是 {computed}</translation>
    </message>
    <message>
        <source>Set to {tier} by hand; computed {computed}</source>
        <translation>手动定为 {tier}；按分数是 {computed}</translation>
    </message>
    <message>
        <source>Why no tier?</source>
        <translation>为什么暂不分级？</translation>
    </message>
    <message>
        <source>Why not rated?</source>
        <translation>为什么未评级？</translation>
    </message>
    <message>
        <source>Why {tier}?</source>
        <translation>为什么是 {tier}？</translation>
    </message>
    <message>
        <source>as of {day}</source>
        <translation>截至 {day}</translation>
    </message>
    <message>
        <source>deals won in the last 12 months</source>
        <translation>近 12 个月赢单</translation>
    </message>
    <message>
        <source>entered</source>
        <translation>手工填写</translation>
    </message>
    <message>
        <source>margin of the purchases of the last 12 months</source>
        <translation>近 12 个月采购的利润率</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺</translation>
    </message>
    <message>
        <source>no deal won and nothing bought yet</source>
        <translation>还没有赢单和采购</translation>
    </message>
    <message>
        <source>no score</source>
        <translation>无评分</translation>
    </message>
    <message>
        <source>none missing</source>
        <translation>数据齐全</translation>
    </message>
    <message>
        <source>purchase records</source>
        <translation>采购记录</translation>
    </message>
    <message>
        <source>purchases of the last 12 months</source>
        <translation>近 12 个月采购</translation>
    </message>
    <message>
        <source>sample data</source>
        <translation>示例数据</translation>
    </message>
    <message>
        <source>since the first deal or purchase, {day}</source>
        <translation>自首次成交 {day} 起</translation>
    </message>
    <message>
        <source>since {day}</source>
        <translation>自 {day} 起</translation>
    </message>
    <message>
        <source>the purchases of the last 12 months count instead</source>
        <translation>以近 12 个月采购为准</translation>
    </message>
    <message>
        <source>while empty, the deals won in the last 12 months count</source>
        <translation>留空时以近 12 个月赢单为准</translation>
    </message>
    <message>
        <source>won deals</source>
        <translation>赢单</translation>
    </message>
    <message>
        <source>{criterion}: {value}</source>
        <translation>{criterion}：{value}</translation>
    </message>
    <message>
        <source>{points} points more would give {tier}</source>
        <translation>再得 {points} 分即为 {tier}</translation>
    </message>
    <message>
        <source>{score} × {weight} %</source>
        <translation>{score} × {weight} %</translation>
    </message>
    <message>
        <source>{sentence} ({reason})</source>
        <translation>{sentence}（{reason}）</translation>
    </message>
    <message>
        <source>{tier} is kept: the score is within {points} points of the cut</source>
        <translation>维持 {tier}：离界线不足 {points} 分</translation>
    </message>
    <message>
        <source>{value} of 5</source>
        <translation>{value} / 5</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>All territories</source>
        <translation>全部片区</translation>
    </message>
    <message>
        <source>Business date {day}</source>
        <translation>业务日期 {day}</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Desktop CRM</source>
        <translation>Desktop CRM</translation>
    </message>
    <message>
        <source>Desktop CRM cannot open</source>
        <translation>Desktop CRM 打不开</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Everything works</source>
        <translation>全部功能可用</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Recovery code…</source>
        <translation>恢复码…</translation>
    </message>
    <message>
        <source>Redoing…</source>
        <translation>正在重做…</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search everything</source>
        <translation>搜索全部</translation>
    </message>
    <message>
        <source>Side bar</source>
        <translation>侧栏</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undoing…</source>
        <translation>正在撤销…</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Working offline</source>
        <translation>离线工作中</translation>
    </message>
    <message>
        <source>changed since and left as it is: {names}</source>
        <translation>之后又改过，保持原样：{names}</translation>
    </message>
    <message>
        <source>keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>search</source>
        <translation>搜索</translation>
    </message>
</context>
</TS>
