import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    reconcile: {
      title: '对账', hint: '支付渠道每天的账单，与本店的收款和退款逐笔核对', provider: '渠道', day: '账单日', fetch: '拉取并核对',
      fetching: '正在核对…', wechat: '微信支付', alipay: '支付宝', stripe: 'Stripe', account: '商户号', paid: '收款', refunded: '退款',
      count: '{n} 笔', checked: '核对于', agrees: '全部一致', open: '{n} 处待处理', resolvedAll: '{n} 处已处理', empty: '还没有对账单',
      emptyHint: '每天上午自动拉取昨天的账单；也可以在上面选一天立即核对。', choose: '选一份对账单查看差异', noDifference: '逐笔核对，没有差异。',
      kind: '差异', trade: '商户单号', refund: '退款单号', order: '订单', ours: '我方', theirs: '渠道', state: '我方状态', none: '没有',
      resolve: '处理', resolved: '已处理', note: '怎么处理的', noteHint: '例如：已与渠道核实，补记收款', save: '保存', cancel: '取消',
      export: '导出 CSV', retry: '重试', back: '返回列表',
      kinds: { missing_here: '渠道有，我方没有', missing_there: '我方有，渠道没有', amount: '金额不一致', state: '状态不一致' },
      states: { pending: '处理中', succeeded: '成功', failed: '失败', closed: '已关闭' },
    },
  },
  en: {
    reconcile: {
      title: 'Bills', hint: 'The providers’ daily bills against our payments and refunds, row by row', provider: 'Provider', day: 'Day of the bill',
      fetch: 'Fetch and compare', fetching: 'Comparing…', wechat: 'WeChat Pay', alipay: 'Alipay', stripe: 'Stripe', account: 'Merchant',
      paid: 'Payments', refunded: 'Refunds', count: '{n} rows', checked: 'Compared', agrees: 'All agree', open: '{n} to resolve',
      resolvedAll: '{n} resolved', empty: 'No bills yet', emptyHint: 'Yesterday’s bill is fetched every morning; or choose a day above and compare now.',
      choose: 'Choose a bill to see what differs', noDifference: 'Compared row by row: nothing differs.', kind: 'Difference', trade: 'Our number',
      refund: 'Refund number', order: 'Order', ours: 'Ours', theirs: 'Theirs', state: 'Our state', none: 'none', resolve: 'Resolve',
      resolved: 'Resolved', note: 'How it was resolved', noteHint: 'For example: confirmed with the provider, payment booked', save: 'Save',
      cancel: 'Cancel', export: 'Export CSV', retry: 'Try again', back: 'Back to the list',
      kinds: { missing_here: 'On the bill, not with us', missing_there: 'With us, not on the bill', amount: 'Amounts differ', state: 'States differ' },
      states: { pending: 'pending', succeeded: 'succeeded', failed: 'failed', closed: 'closed' },
    },
  },
}
