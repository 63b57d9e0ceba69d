export const GET = ({ locals, request, params }) => locals.relais.lastChanges(request, locals.who, params.entity)
