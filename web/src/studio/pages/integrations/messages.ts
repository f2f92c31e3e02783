import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    integrations: {
      title: '系统对接', keys: 'API 密钥', hooks: '网络回调', name: '名称', scopes: '权限范围', expires: '到期', never: '不过期', used: '最近使用', unused: '还没用过', rate: '每分钟调用上限', state: '状态',
      live: '有效', expired: '已过期', revoked: '已吊销', addKey: '新建密钥', revoke: '吊销', revokeAsk: '吊销「{name}」？用它的系统会立刻连不上，不能恢复。', noKeys: '还没有 API 密钥', noKeysHint: 'ERP、仓库等系统用密钥读写本店的数据，权限按范围给。',
      token: '密钥只显示这一次', tokenHint: '请现在复制到对接系统。我们只存它的指纹，丢了只能新建。', copy: '复制', copied: '已复制', by: '{name} 建于 {at}', read: '读', write: '写', area: '范围',
      addHook: '添加回调地址', url: '地址', types: '事件', allTypes: '全部事件', rehearsals: '也发彩排的事件', active: '启用', health: '状况', well: '正常', failing: '有失败，正在重试', resting: '多次失败，稍后再试', stopped: '已停用',
      gone: '对方答 410，已停用', dead: '连续三天失败，已停用', counts: '已送达 {delivered} · 待送 {pending} · 放弃 {dead}', ping: '发测试', log: '投递记录', renew: '换签名密钥', remove: '删除', removeAsk: '删除「{name}」和它的投递记录？', edit: '修改',
      secret: '签名密钥只显示这一次', secretHint: '接收方用它核对签名（Standard Webhooks）。换密钥后 24 小时内新旧都有效。', noHooks: '还没有回调地址', noHooksHint: '下单、付款、退款、发货等事实会签名后发到这里。', renewAsk: '换一个新的签名密钥？旧的还能用 24 小时。',
      all: '全部', pending: '待送达', delivered: '已送达', given: '已放弃', replay: '重发', replayed: '已排队重发', range: '重发一段时间', since: '从', until: '到', queued: '{n} 个事件已排队', when: '时间', tries: '第 {n} 次', noAnswer: '没有回应', body: '内容', nothing: '没有投递记录', more: '再看一页', refresh: '刷新', attempts: '每次尝试', what: '事件', result: '结果', save: '保存', pinged: '测试已发出，请看投递记录',
    },
  },
  en: {
    integrations: {
      title: 'Integrations', keys: 'API keys', hooks: 'Webhooks', name: 'Name', scopes: 'Scopes', expires: 'Expires', never: 'Never', used: 'Last used', unused: 'Not used yet', rate: 'Calls per minute', state: 'State',
      live: 'Live', expired: 'Expired', revoked: 'Revoked', addKey: 'New key', revoke: 'Revoke', revokeAsk: 'Revoke “{name}”? The system that uses it is cut off at once, for good.', noKeys: 'No API keys yet', noKeysHint: 'ERP, warehouse and other systems read and write this shop’s data with keys; scopes say what.',
      token: 'The key is shown this once', tokenHint: 'Copy it into the other system now. We keep only its fingerprint.', copy: 'Copy', copied: 'Copied', by: 'Made by {name}, {at}', read: 'read', write: 'write', area: 'Area',
      addHook: 'Add an endpoint', url: 'Address', types: 'Events', allTypes: 'All events', rehearsals: 'Also events of rehearsals', active: 'Active', health: 'Health', well: 'Well', failing: 'Failing, trying again', resting: 'Resting after failures', stopped: 'Stopped',
      gone: 'It answered 410; stopped', dead: 'Three days of failures; stopped', counts: '{delivered} delivered · {pending} waiting · {dead} given up', ping: 'Send a test', log: 'Delivery log', renew: 'New secret', remove: 'Remove', removeAsk: 'Remove “{name}” with its log?', edit: 'Change',
      secret: 'The secret is shown this once', secretHint: 'Receivers check the signature with it (Standard Webhooks). After a change both hold for 24 hours.', noHooks: 'No endpoints yet', noHooksHint: 'Orders, payments, refunds and parcels are sent here, signed.', renewAsk: 'Make a new secret? The old one holds for another 24 hours.',
      all: 'All', pending: 'Waiting', delivered: 'Delivered', given: 'Given up', replay: 'Send again', replayed: 'Queued again', range: 'Send a stretch again', since: 'From', until: 'To', queued: '{n} events queued', when: 'When', tries: 'Try {n}', noAnswer: 'No answer', body: 'Body', nothing: 'No deliveries', more: 'Next page', refresh: 'Refresh', attempts: 'Every try', what: 'Event', result: 'Result', save: 'Save', pinged: 'Sent; see the delivery log',
    },
  },
}
