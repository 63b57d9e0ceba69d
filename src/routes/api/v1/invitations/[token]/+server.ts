export const GET = ({ locals, request, params }) => locals.relais.invitation(request, params.token)
export const POST = ({ locals, request, params, getClientAddress }) => locals.relais.join(request, params.token, getClientAddress())
